import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder that all test files of one run of Vitest share; gone when they are done. Its path is in BROADSHEET_TEST_RUN. */
export default async function setup(): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'broadsheet-tests-'));
  process.env['BROADSHEET_TEST_RUN'] = folder;
  return () => rm(folder, { recursive: true, force: true });
}
