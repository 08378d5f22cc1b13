import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { listFiles, readText } from '../../lib/files.ts';
import { sha256 } from '../../lib/hash.ts';
import { wholeBytes } from '../../lib/manyFiles.ts';
import { ProblemsError } from '../../lib/problem.ts';
import { type Sealed, unsealed, writeSealed } from '../../lib/sealedJson.ts';
import type { Audience, EditionInWork, EditionKey, Instant, LocalText, Snapshot, StoredSnapshot } from '../../types.ts';
import type { Archive, ArchivedFile } from './archive.ts';

/** The version of a record's shape; older ones are read by `readPublishedIndex`. */
const VERSION = 2;

/** A published edition, as the lists of earlier editions and later runs know it. */
export interface PublishedEdition {
  readonly key: EditionKey;
  readonly dueAt: Instant;
  readonly title: string;
  /** In a burst, what its title is made of. */
  readonly burst?: Snapshot['burst'];
  readonly headline: string;
  readonly pdfPages: number;
  readonly sha256: { readonly snapshot: string; readonly html: string; readonly pdf: string };
  /**
   * Everything below the site that it consists of, style sheet and fonts included, as it was published; absent where it
   * was published by a version that kept none of it.
   */
  readonly files?: readonly ArchivedFile[];
  /** What its brand and team were called then: either may be gone when somebody opens the page. */
  readonly titles?: { readonly brand: string; readonly team: LocalText };
  /** Hash of the report without its names: a folder that is renamed is the same report. */
  readonly reportHash?: string;
  /** Its period's data were not complete: it is made again when they are, until a later edition is out. */
  readonly isProvisional?: true;
}

/** The record of an edition that cannot be read. Its id says what was published all the same. */
export interface DamagedRecord {
  readonly id: string;
  readonly path: string;
  readonly reason: string;
}

export interface PublishedIndex {
  /** Sorted by id. */
  readonly editions: readonly PublishedEdition[];
  readonly damaged: readonly DamagedRecord[];
}

/**
 * The published editions of some brands, or of all that ever published. Each has a file of its own below
 * `state/editions/`, which outlives the rest of the output folder: one that is damaged costs nobody else anything.
 */
export async function readPublishedIndex(outDir: string, brands?: readonly string[]): Promise<PublishedIndex> {
  const root = join(outDir, 'state', 'editions');
  const paths = brands === undefined ? await listFiles(root) : (await Promise.all(brands.map(inBrand(root)))).flat();
  const editions: PublishedEdition[] = [];
  const damaged: DamagedRecord[] = [];
  for (const path of paths.filter((one) => one.endsWith('.json'))) {
    if (!path.includes('/')) {
      const older = await readOlder(outDir, path.slice(0, -5));
      editions.push(...older.editions);
      damaged.push(...older.damaged);
      continue;
    }
    const record = recordIn(join(root, path));
    if (record.state === 'whole') editions.push(record.value);
    if (record.state === 'damaged')
      damaged.push({ id: path.slice(0, -5), path: join(root, path), reason: record.reason });
  }
  // A record of its own comes after the older list, and takes the place of what that says.
  const byId = new Map(editions.map((edition) => [edition.key.id, edition]));
  return { editions: [...byId.values()].sort((a, b) => (a.key.id < b.key.id ? -1 : 1)), damaged };
}

/** Records that this process has read: one is read again where it has been replaced since. */
const known = new Map<string, { readonly stamp: string; readonly record: Sealed<PublishedEdition> }>();

function recordIn(path: string): Sealed<PublishedEdition> {
  const file = statSync(path, { throwIfNoEntry: false });
  if (file === undefined) return { state: 'absent' };
  const stamp = [file.ino, file.size, file.mtimeMs, file.ctimeMs].join();
  const before = known.get(path);
  if (before?.stamp === stamp) return before.record;
  const record = unsealed<PublishedEdition>(readFileSync(path, 'utf8'), VERSION);
  known.set(path, { stamp, record });
  return record;
}

/** The brands that have published something, whether or not the project still has them. */
export async function publishedBrands(outDir: string): Promise<readonly string[]> {
  const paths = await listFiles(join(outDir, 'state', 'editions'));
  return [...new Set(paths.map((path) => path.split('/')[0]?.replace(/\.json$/, '') ?? ''))].sort();
}

function inBrand(root: string): (brand: string) => Promise<readonly string[]> {
  return async (brand) => [`${brand}.json`, ...(await listFiles(join(root, brand))).map((path) => `${brand}/${path}`)];
}

/**
 * The one list per brand that versions before this one kept. Where it cannot be read, the snapshots beside it say what
 * has been published: none of that is published once more.
 */
async function readOlder(outDir: string, brand: string): Promise<PublishedIndex> {
  const path = join(outDir, 'state', 'editions', `${brand}.json`);
  const text = await readText(path);
  if (text === undefined) return { editions: [], damaged: [] };
  const list = listIn(text);
  if (list !== undefined) return { editions: list, damaged: [] };
  const ids = (await listFiles(join(outDir, 'state', 'snapshots', brand))).map((one) => `${brand}/${one.slice(0, -5)}`);
  return { editions: [], damaged: ids.map((id) => ({ id, path, reason: 'the list of its brand is not whole' })) };
}

function listIn(text: string): readonly PublishedEdition[] | undefined {
  try {
    const value: unknown = JSON.parse(text);
    const isRecord = (one: unknown): boolean => typeof (one as Partial<PublishedEdition> | null)?.key?.id === 'string';
    return Array.isArray(value) && value.every(isRecord) ? value : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Writes an edition's record: from then on it is published. One with the same id is replaced. */
export async function writeRecord(outDir: string, edition: PublishedEdition): Promise<void> {
  await writeSealed(join(outDir, 'state', 'editions', `${edition.key.id}.json`), VERSION, edition);
}

/** A published edition that this run was to make, and in a burst for whom. */
export interface DueEdition extends PublishedEdition {
  readonly audience?: Audience;
}

/** The published ones among editions. The others have come due since the last run and wait for the next. */
export function publishedOf(
  publishedIndex: readonly PublishedEdition[],
  works: readonly EditionInWork[],
): readonly DueEdition[] {
  const byId = new Map(publishedIndex.map((edition) => [edition.key.id, edition]));
  return works.flatMap((work) => {
    const published = byId.get(work.key.id);
    if (published === undefined) work.leave();
    if (published === undefined) return [];
    return { ...published, ...(work.audience === undefined ? {} : { audience: work.audience }) };
  });
}

/** Path of a published edition's snapshot. */
export function publishedSnapshot(outDir: string, key: EditionKey): string {
  return join(outDir, 'state', 'snapshots', `${key.id}.json`);
}

/** A published edition's data, as it was published. Throws ProblemsError where the file is gone or damaged. */
export async function readSnapshot(outDir: string, edition: PublishedEdition): Promise<StoredSnapshot | Snapshot> {
  const file = publishedSnapshot(outDir, edition.key);
  const text = await readText(file);
  if (text === undefined || sha256(text) !== edition.sha256.snapshot) {
    throw damagedFile(file, edition.key, text === undefined ? 'is gone' : 'is not as it was published');
  }
  return JSON.parse(text) as StoredSnapshot | Snapshot;
}

/**
 * A published edition's PDF, as it was published: from the site, else from the archive. Throws ProblemsError where
 * neither has it whole.
 */
export async function readPdf(request: {
  readonly outDir: string;
  readonly archive: Archive;
  readonly edition: PublishedEdition;
}): Promise<Uint8Array> {
  const { outDir, archive, edition } = request;
  const file = join(outDir, 'site', edition.key.folder, pdfFileName(edition.key));
  const hash = edition.sha256.pdf;
  const kept = wholeBytes(file, hash) ?? (await archive.get(hash));
  if (kept === undefined) throw damagedFile(file, edition.key, 'is not as it was published, and the archive lacks it');
  return kept;
}

function damagedFile(file: string, { id, period }: EditionKey, what: string): ProblemsError {
  const hint = `Restore it from a copy of state/, or make the edition again: broadsheet backfill --from ${period.start}.`;
  return new ProblemsError([{ file, message: `A file of the published edition ${id} ${what}.`, hint }]);
}

/**
 * Finds the last edition of the same report and audience that ended before one began, where there is one. Thousands may
 * ask: the published index is put in order once. `seriesOf` names the report that an edition belongs to by now.
 */
export function earlierAmong(
  publishedIndex: readonly Pick<PublishedEdition, 'key'>[],
  seriesOf: (key: EditionKey) => string,
): (edition: EditionKey) => EditionKey | null {
  const groupOf = (key: EditionKey): string => JSON.stringify([seriesOf(key), key.audience]);
  const groups = Map.groupBy(
    publishedIndex.map(({ key }) => key).sort((a, b) => (a.period.end < b.period.end ? -1 : 1)),
    groupOf,
  );
  return (edition) =>
    groups.get(groupOf(edition))?.findLast(({ period }) => period.end <= edition.period.start) ?? null;
}

/** Name of an edition's PDF as a reader gets it, in a folder or as an attachment. */
export function pdfFileName(key: EditionKey): string {
  return `${[key.brand, key.report, key.audienceSlug, key.periodName].filter((part) => part !== undefined).join('-')}.pdf`;
}
