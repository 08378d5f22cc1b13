/** A disk that is full, or cannot be written, in the middle of a run: told as what it is, and made good by the next run. */
import { execFileSync } from 'node:child_process';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { broadsheet, copyOfProject, readManifest, scratchFolder, statuses } from '../support/broadsheet.ts';

vi.setConfig({ testTimeout: 240_000 });

const NOW = '2026-11-23T12:00:00Z';
const SIZE = 40 * 2 ** 20;
const mounted: string[] = [];
const disk = await smallDisk();
afterAll(() => {
  for (const path of mounted) execFileSync('umount', ['-l', path]);
});

/** A file system in memory, which only root may mount; undefined for anybody else. */
async function smallDisk(): Promise<string | undefined> {
  const path = join(await scratchFolder(), 'disk');
  await mkdir(path);
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${SIZE}`, 'tmpfs', path], { stdio: 'ignore' });
  } catch {
    return undefined;
  }
  mounted.push(path);
  return path;
}

function run(project: string, out: string) {
  return broadsheet(['run', '--project', project, '--out', out, '--now', NOW, '--no-deliver']);
}

describe.runIf(disk !== undefined)('A disk in memory', () => {
  const path = disk ?? '';

  test.each([600_000, 2_500_000, 6_000_000])(
    'with %i bytes left is told as full, and with room again all comes out',
    async (left) => {
      const [project, out, fill] = [await copyOfProject('tiny'), join(path, String(left)), join(path, 'fill')];
      await writeFile(fill, Buffer.alloc(SIZE - left));
      const full = await run(project, out);
      expect(full.status).not.toBe(0);
      expect(full.stderr).toMatch(/the disk is full/i);
      expect(full.stderr).not.toMatch(/a bug|\.sql:\d|at async/i);
      await rm(fill);
      expect(await run(project, out)).toMatchObject({ status: 0 });
      expect(statuses(await readManifest(out)).every((line) => /published|unchanged/.test(line))).toBe(true);
      await rm(out, { recursive: true });
    },
  );

  test('that cannot be written is told as read-only', async () => {
    const [project, out] = [await copyOfProject('tiny'), join(path, 'read-only')];
    await mkdir(out);
    const mode = (how: string) => execFileSync('mount', ['-o', `remount,${how}`, path]);
    mode('ro');
    const refused = await run(project, out);
    mode('rw');
    expect(refused.status).not.toBe(0);
    expect(refused.stderr).toMatch(/the file system is read-only/i);
    expect(refused.stderr).not.toMatch(/a bug|at async/i);
    expect(await run(project, out)).toMatchObject({ status: 0 });
  });
});
