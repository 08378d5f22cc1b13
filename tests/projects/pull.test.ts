import { readdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { broadsheet, copyOfProject, readManifest, scratchFolder } from '../support/broadsheet.ts';

const NOW = '2026-11-23T06:00:00Z';

test('A pull says what came, then that nothing did; one that fails ends with 1, and says what to do and what stays', async () => {
  const [project, out] = [await copyOfProject('tiny'), await scratchFolder()];
  const pull = () => broadsheet(['pull', '--project', project, '--out', out, '--now', NOW]);
  const first = await pull();
  expect(first.status).toBe(0);
  expect(first.stderr).toMatch(/^Pulled till\.sale: (\d+) rows came; \1 rows in all\.$/m);
  expect(first.stderr).toMatch(/^\d+ rows were pulled, now or before\. pull [\d.]+ s$/m);

  expect((await pull()).stderr).not.toContain('Pulled');

  await rename(join(project, 'data'), join(project, 'elsewhere'));
  const failed = await pull();
  expect(failed.status).toBe(1);
  expect(failed.stderr).toContain('what an earlier pull brought stays.');
  expect(failed.stderr).toMatch(/^✗ not pulled, or not whole: till$/m);
  expect((await readManifest(out)).unpulled).toHaveLength(1);
  expect(await readdir(out), 'what was staged is gone, whatever became of the pull').not.toContain('staging');
});
