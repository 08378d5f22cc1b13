import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { processesWith, treeCpuMs } from '../../../src/print/processTree.ts';

/** A process that starts one of its own, which is at work or waits. */
async function family(work: string): Promise<number> {
  const inner = `process.stdout.write('on'); ${work}`;
  const outer = `require('node:child_process').spawn(process.execPath, ['-e', ${JSON.stringify(inner)}], { stdio: 'inherit' })`;
  const child = spawn(process.execPath, ['-e', outer], { stdio: ['ignore', 'pipe', 'ignore'], detached: true });
  onTestFinished(() => {
    process.kill(-(child.pid ?? 0), 'SIGKILL');
  });
  await once(child.stdout, 'data');
  return child.pid ?? 0;
}

test.runIf(process.platform === 'linux')(
  'The time that processes are at work counts with that of those they have started, and time in which they wait does not',
  async () => {
    const [busy, idle] = [await family('for (;;) {}'), await family('setInterval(() => {}, 1000)')];
    const before = [await treeCpuMs(busy), await treeCpuMs(idle)];
    await sleep(2_000);
    const [busyMs = 0, idleMs = 0] = [await treeCpuMs(busy), await treeCpuMs(idle)];
    const [worked, waited] = [busyMs - (before[0] ?? 0), idleMs - (before[1] ?? 0)];
    expect(worked).toBeGreaterThan(50);
    expect(waited).toBeLessThan(worked / 2);
    expect(await treeCpuMs(2 ** 22 + 1)).toBeUndefined();
  },
);

test('A process is found by a part of its command line', async () => {
  const pid = await family('setInterval(() => {}, 1000); /* found-by-this-7351 */');
  expect(await processesWith('found-by-this-7351')).toContain(pid);
});
