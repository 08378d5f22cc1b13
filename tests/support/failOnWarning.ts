import { afterEach, beforeEach, expect, vi } from 'vitest';

/** A warning fails the test that caused it: Node's own, and whatever is written through console.warn or console.error. */
const warnings: string[] = [];

process.on('warning', (warning) => {
  if (!isNoise(warning)) warnings.push(`${warning.name}: ${warning.message}`);
});

beforeEach(() => {
  warnings.length = 0;
  vi.spyOn(console, 'warn').mockImplementation((...words) => void warnings.push(words.join(' ')));
  vi.spyOn(console, 'error').mockImplementation((...words) => void warnings.push(words.join(' ')));
});

afterEach(() => {
  vi.restoreAllMocks();
  expect(warnings).toEqual([]);
});

/** Dependencies' own use of deprecated Node functions is theirs to mend. */
function isNoise(warning: Error): boolean {
  return warning.name === 'DeprecationWarning' || warning.name === 'ExperimentalWarning';
}
