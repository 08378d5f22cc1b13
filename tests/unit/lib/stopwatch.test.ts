import { expect, test } from 'vitest';
import { Stopwatch } from '../../../src/lib/stopwatch.ts';

test('Work side by side counts once; rows add up; stages stand in the order in which they began', async () => {
  const watch = new Stopwatch();
  const gate = Promise.withResolvers<void>();
  const start = performance.now();
  const works = Array.from({ length: 20 }, () => watch.time('print', () => gate.promise));
  watch.addRows('pull', 3);
  watch.addRows('pull', 4);
  setTimeout(gate.resolve, 20);
  await Promise.all(works);
  const passed = performance.now() - start;
  const [print, pull] = watch.stages;
  expect(print?.name).toBe('print');
  expect(print?.ms).toBeGreaterThan(0);
  expect(print?.ms).toBeLessThanOrEqual(Math.ceil(passed));
  expect(pull).toEqual({ name: 'pull', ms: 0, rows: 7 });
});

test('Work that fails is counted, and its error goes on', async () => {
  const watch = new Stopwatch();
  await expect(watch.time('build', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(watch.stages.map(({ name }) => name)).toEqual(['build']);
});
