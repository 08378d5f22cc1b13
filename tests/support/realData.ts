import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { test } from 'vitest';

const root = process.env['BROADSHEET_REAL_DATA'];

/**
 * The path of a real data set's file, below the folder that BROADSHEET_REAL_DATA names. With it set, a missing file is
 * an error; without it, use `testOnRealData`, which skips.
 */
export function realData(...parts: readonly string[]): string {
  if (root === undefined) throw new Error('BROADSHEET_REAL_DATA is not set.');
  const path = resolve(join(root, ...parts));
  if (!existsSync(path)) throw new Error(`BROADSHEET_REAL_DATA is set, but ${path} is missing.`);
  return path;
}

/** `test`, where BROADSHEET_REAL_DATA is set; elsewhere a skipped test whose title says why. */
export function testOnRealData(title: string, run: () => Promise<void> | void): void {
  if (root === undefined) test.skip(`${title} (skipped: BROADSHEET_REAL_DATA is not set)`, run);
  else test(title, run);
}
