import { addDays } from '../lib/period.ts';
import type { Instant } from '../types.ts';
import type { Archive } from './archive.ts';
import { type ShelvedEdition, writeRecord } from './editionShelf.ts';

/**
 * Lets go of the files of editions whose period ended longer ago than a project keeps them; that they were published
 * stays known. Returns the others. The archive then holds what these consist of and nothing else.
 */
export async function retainEditions(request: {
  readonly outDir: string;
  readonly archive: Archive;
  readonly editions: readonly ShelvedEdition[];
  readonly keepDays: number | undefined;
  readonly now: Instant;
}): Promise<readonly ShelvedEdition[]> {
  const { outDir, archive, editions, keepDays, now } = request;
  if (keepDays === undefined) return editions;
  const since = addDays(now.slice(0, 10), -keepDays);
  const isOver = ({ key }: ShelvedEdition): boolean => key.period.end < since;
  const over = editions.filter((edition) => isOver(edition) && edition.files !== undefined && edition.files.length > 0);
  for (const edition of over) await writeRecord(outDir, { ...edition, files: [] });
  const kept = editions.filter((edition) => !isOver(edition));
  if (over.length > 0) {
    const hashes = kept.flatMap(({ files = [], sha256 }) => [...files.map((file) => file.sha256), sha256.pdf]);
    await archive.keepOnly(new Set(hashes));
  }
  return kept;
}
