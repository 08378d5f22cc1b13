/** A run that is killed while it prints leaves no browser behind, and nothing in the system's temporary folder. */
import { spawn } from 'node:child_process';
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test, vi } from 'vitest';
import { processesWith } from '../../src/print/processTree.ts';
import { broadsheet, copyOfProject, readManifest, scratchFolder, statuses } from '../support/broadsheet.ts';

vi.setConfig({ testTimeout: 180_000 });

const NOW = '2026-11-23T12:00:00Z';

test('The browser of a run that is killed leaves with it; the next run prints, and removes what lay about', async () => {
  const [project, out, temporary] = [await copyOfProject('tiny'), await scratchFolder(), await scratchFolder()];
  const profiles = `--user-data-dir=${join(out, 'staging', 'browser-')}`;
  const args = ['run', '--project', project, '--out', out, '--now', NOW, '--no-deliver'];
  for (const afterMs of [0, 150, 400]) {
    let isOver = false;
    const killed = await broadsheet(args, {
      env: { TMPDIR: temporary },
      onStart: async (kill) => {
        while (!isOver && (await processesWith(profiles)).length === 0) await sleep(20);
        await sleep(afterMs);
        kill();
      },
    });
    isOver = true;
    expect(killed.status).toBeNull();
    await vi.waitFor(async () => expect(await processesWith(profiles)).toEqual([]), { timeout: 20_000, interval: 200 });
    expect(await readdir(temporary)).not.toContainEqual(expect.stringMatching(/chrom|puppeteer/i));
  }
  expect(await broadsheet(args, { env: { TMPDIR: temporary } })).toMatchObject({ status: 0 });
  expect(statuses(await readManifest(out)).every((line) => /published|unchanged/.test(line))).toBe(true);
  expect((await readdir(join(out, 'staging')).catch(() => [])).filter((name) => name.startsWith('browser-'))).toEqual(
    [],
  );
});

test('A browser that has not left is ended by the next run, whether or not there is anything to print; no other is', async () => {
  const [project, out] = [await copyOfProject('tiny'), await scratchFolder()];
  const lasting = (profile: string) => {
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)', `--`, `--user-data-dir=${profile}`], {
      stdio: 'ignore',
    });
    onTestFinished(() => void child.kill('SIGKILL'));
    return child;
  };
  const profile = join(out, 'staging', 'browser-999999999-abc');
  await mkdir(profile, { recursive: true });
  const [orphan, other] = [lasting(profile), lasting(join(await scratchFolder(), 'staging', 'browser-999999999-abc'))];
  const { status } = await broadsheet(['publish', '--project', project, '--out', out, '--now', NOW]);
  expect(status).toBe(1);
  await vi.waitFor(() => expect(orphan.signalCode).toBe('SIGKILL'));
  expect(other.signalCode).toBeNull();
  expect(await readdir(join(out, 'staging')).catch(() => [])).not.toContain('browser-999999999-abc');
});
