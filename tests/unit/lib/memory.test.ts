import { availableParallelism } from 'node:os';
import { describe, expect, test } from 'vitest';
import { bytesOf, duckdbMemory, memoryOf, memoryShares } from '../../../src/lib/memory.ts';

describe('What a run may hold', () => {
  test.each([
    ['6GB', 6e9],
    ['400 MB', 4e8],
    ['1.5GiB', 1.5 * 2 ** 30],
    ['512kb', 512_000],
  ])('%s is %d bytes.', (text, bytes) => {
    expect(bytesOf(text)).toBe(bytes);
  });

  test.each(['', '6', 'GB', '-1GB', '0MB', '6 TB', 'half'])('%j is no amount.', (text) => {
    expect(bytesOf(text)).toBeUndefined();
  });

  test('The option goes before the variable; a variable that cannot be read is told.', () => {
    const env = (value: string) => (name: string) => (name === 'BROADSHEET_MEMORY' ? value : undefined);
    expect(memoryOf(5e9, env('6GB'))).toBe(5e9);
    expect(memoryOf(undefined, env('6GB'))).toBe(6e9);
    expect(() => memoryOf(undefined, env('much'))).toThrow(
      'BROADSHEET_MEMORY is "much", which is no amount of memory.',
    );
    expect(memoryOf(undefined, () => undefined)).toBeGreaterThan(0);
  });

  test('What is open at the same time is never more than it all, unless the least that works is.', () => {
    for (const jobs of [1, 2, 8]) {
      const { pull, warehouse, drawing } = memoryShares(8e9, jobs);
      expect(pull).toBeLessThanOrEqual(8e9);
      expect(warehouse * jobs + drawing * availableParallelism()).toBeLessThanOrEqual(8e9);
    }
    expect(duckdbMemory(memoryShares(400e6, 2).pull)).toBe('190MiB');
  });
});
