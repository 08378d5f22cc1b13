import { join } from 'node:path';
import { readSealed, writeSealed } from '../lib/sealedJson.ts';
import type { IsoDay } from '../types.ts';

type Days = ReadonlyMap<string, IsoDay | null>;

const VERSION = 1;

/** The first days of a brand's marts as the last build found them; none where that cannot be read. */
export async function readFirstRows(outDir: string, brand: string): Promise<Days> {
  const kept = await readSealed<readonly (readonly [string, IsoDay | null])[]>(pathOf(outDir, brand), VERSION);
  return new Map(kept.state === 'whole' ? kept.value : []);
}

/** Keeps them: a build that finds nothing changed opens no warehouse. */
export async function writeFirstRows(outDir: string, brand: string, days: Days): Promise<void> {
  const sorted = [...days].sort(([a], [b]) => (a < b ? -1 : 1));
  await writeSealed(pathOf(outDir, brand), VERSION, sorted);
}

function pathOf(outDir: string, brand: string): string {
  return join(outDir, 'unbegun', `${brand}.first-rows.json`);
}
