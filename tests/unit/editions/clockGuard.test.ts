import { mkdtemp, rm, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { checkClock, keepClock } from '../../../src/editions/clockGuard.ts';

test('A clock that is months ahead is refused; where the time of the last run was cut or emptied, that is told once', async () => {
  const outDir = await mkdtemp(join(tmpdir(), 'clock-'));
  onTestFinished(() => rm(outDir, { recursive: true, force: true }));
  const warnings: string[] = [];
  const check = (now: string) =>
    checkClock({ outDir, now, isAccepted: false, warn: (message) => void warnings.push(message) });
  for (const bytes of [20, 0]) {
    await keepClock(outDir, '2026-11-23T06:00:00Z', false);
    await expect(check('2027-03-01T06:00:00Z')).rejects.toThrow('after the last run');
    await truncate(join(outDir, 'state', 'clock.json'), bytes);
    warnings.length = 0;
    await check('2026-11-30T06:00:00Z');
    expect(warnings).toEqual([expect.stringContaining('clock.json, the time of the last run, cannot be read')]);
    await keepClock(outDir, '2026-11-30T06:00:00Z', false);
    await check('2026-12-07T06:00:00Z');
    expect(warnings).toHaveLength(1);
    await rm(join(outDir, 'state'), { recursive: true });
  }
});
