import { ProblemList } from '../../src/config/problemList.ts';
import { readWords } from '../../src/config/wordFiles.ts';
import { readJson } from '../../src/lib/files.ts';
import { toldBlock, toldSnapshot } from '../../src/lib/toldSnapshot.ts';
import type { Column, Snapshot, StoredSnapshot } from '../../src/types.ts';

/** The engine's own words of a locale. */
export const wordsOf = await readWords([], new ProblemList());

/** A stored snapshot as the readers of a locale read it. */
export async function readTold(path: string, locale: string): Promise<Snapshot> {
  const stored = await readJson<StoredSnapshot>(path);
  if (stored === undefined) throw new Error(`${path} is not there.`);
  return toldSnapshot(stored, wordsOf(locale));
}

/** The columns of a stored table as the readers of a locale read them. */
export function toldColumns(columns: readonly Column[], locale: string): readonly Column[] {
  const block = { kind: 'metrics', metrics: [], by: [], grains: ['day'], readings: [] } as const;
  return toldBlock({ ...block, tables: { day: { columns, rows: [] } } }, wordsOf(locale)).tables.day?.columns ?? [];
}
