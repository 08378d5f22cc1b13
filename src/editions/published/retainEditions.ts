import { addDays } from '../../lib/period.ts';
import type { Instant } from '../../types.ts';
import type { Archive } from './archive.ts';
import { type PublishedEdition, type PublishedIndex, writeRecord } from './publishedIndex.ts';

/**
 * Lets go of the files of editions whose period ended longer ago than a project keeps them; that they were published
 * stays known. Returns the others. The archive then holds what these consist of and nothing else.
 */
export async function retainEditions(request: {
  readonly outDir: string;
  readonly archive: Archive;
  readonly publishedIndex: PublishedIndex;
  readonly keepDays: number | undefined;
  readonly now: Instant;
}): Promise<readonly PublishedEdition[]> {
  const { outDir, archive, keepDays, now } = request;
  const { editions, damaged } = request.publishedIndex;
  const since = keepDays === undefined ? '' : addDays(now.slice(0, 10), -keepDays);
  const isOver = ({ key }: PublishedEdition): boolean => key.period.end < since;
  const over = editions.filter((edition) => isOver(edition) && edition.files !== undefined && edition.files.length > 0);
  for (const edition of over) await writeRecord(outDir, { ...edition, files: [] });
  const kept = editions.filter((edition) => !isOver(edition));
  // What a record names that cannot be read may be wanted when somebody has restored it.
  if (damaged.length === 0) {
    const hashes = kept.flatMap(({ files = [], sha256 }) => [...files.map((file) => file.sha256), sha256.pdf]);
    await archive.keepOnly(new Set(hashes));
  }
  return kept;
}
