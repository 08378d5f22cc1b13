import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readJson, writeFileAtomic } from '../lib/files.ts';
import { stableJson } from '../lib/hash.ts';
import type { Audience, EditionInWork, EditionKey, Instant, IsoDay, Snapshot } from '../types.ts';

/** A published edition, as the lists of earlier editions and later runs know it. */
export interface ShelvedEdition {
  readonly key: EditionKey;
  readonly dueAt: Instant;
  readonly title: string;
  /** In a burst, what its title is made of. */
  readonly burst?: Snapshot['burst'];
  readonly headline: string;
  readonly pdfPages: number;
  readonly sha256: { readonly snapshot: string; readonly html: string; readonly pdf: string };
}

/**
 * The published editions of a brand, kept below `state/`, which outlives the rest of the output folder: their records
 * in one file, and each one's snapshot, from which its page and PDF can be made again.
 */
export async function readShelf(outDir: string, brand: string): Promise<readonly ShelvedEdition[]> {
  return (await readJson<readonly ShelvedEdition[]>(recordsPath(outDir, brand))) ?? [];
}

/** A published edition that this run was to make, and in a burst for whom. */
export interface DueEdition extends ShelvedEdition {
  readonly audience?: Audience;
}

/** The shelved ones among editions. The others have come due since the last run and wait for the next. */
export function shelvedOf(shelf: readonly ShelvedEdition[], works: readonly EditionInWork[]): readonly DueEdition[] {
  const byId = new Map(shelf.map((edition) => [edition.key.id, edition]));
  return works.flatMap((work) => {
    const shelved = byId.get(work.key.id);
    if (shelved === undefined) work.leave();
    if (shelved === undefined) return [];
    return { ...shelved, ...(work.audience === undefined ? {} : { audience: work.audience }) };
  });
}

/** Path of a published edition's snapshot. */
export function shelvedSnapshot(outDir: string, key: EditionKey): string {
  return join(outDir, 'state', 'snapshots', `${key.id}.json`);
}

/**
 * Publishes editions of one brand: their PDFs beside their pages, their snapshots and records on the shelf, the records
 * last, so that an edition is on the shelf only when all of it is there. An edition with the same id is replaced.
 */
export async function shelve(request: {
  readonly outDir: string;
  readonly brand: string;
  readonly editions: readonly (ShelvedEdition & { readonly snapshotPath: string; readonly pdfPath: string })[];
}): Promise<readonly ShelvedEdition[]> {
  const { outDir, brand, editions } = request;
  for (const { key, snapshotPath, pdfPath } of editions) {
    await placePdf({ outDir, key, pdfPath });
    await copyFileAtomic(join(outDir, snapshotPath), shelvedSnapshot(outDir, key));
  }
  const known = new Map((await readShelf(outDir, brand)).map((edition) => [edition.key.id, edition]));
  for (const { snapshotPath: _, pdfPath: __, ...edition } of editions) known.set(edition.key.id, edition);
  const shelf = [...known.values()].sort((a, b) => (a.key.id < b.key.id ? -1 : 1));
  await writeFileAtomic(recordsPath(outDir, brand), `${stableJson(shelf, 1)}\n`);
  return shelf;
}

/** Puts an edition's PDF beside its page; one that lies there with the same bytes stays. */
export async function placePdf(edition: {
  readonly outDir: string;
  readonly key: EditionKey;
  readonly pdfPath: string;
}): Promise<void> {
  const { outDir, key, pdfPath } = edition;
  await copyFileAtomic(join(outDir, pdfPath), join(outDir, 'site', key.folder, pdfFileName(key)));
}

/** The end of the last published period of a report, where there is one. */
export function publishedUpTo(shelf: readonly ShelvedEdition[], report: string): IsoDay | undefined {
  const ends = shelf.filter(({ key }) => key.report === report).map(({ key }) => key.period.end);
  return ends.sort().at(-1);
}

/**
 * Finds the last edition of the same report and audience that ended before one began, where there is one. Thousands may
 * ask: what is on the shelf is put in order once.
 */
export function earlierAmong(
  shelf: readonly Pick<ShelvedEdition, 'key'>[],
): (edition: EditionKey) => EditionKey | null {
  const groupOf = ({ report, audience }: EditionKey): string => JSON.stringify([report, audience]);
  const groups = Map.groupBy(
    shelf.map(({ key }) => key).sort((a, b) => (a.period.end < b.period.end ? -1 : 1)),
    groupOf,
  );
  return (edition) =>
    groups.get(groupOf(edition))?.findLast(({ period }) => period.end <= edition.period.start) ?? null;
}

/** Name of an edition's PDF as a reader gets it, in a folder or as an attachment. */
export function pdfFileName(key: EditionKey): string {
  return `${[key.brand, key.report, key.audienceSlug, key.periodName].filter((part) => part !== undefined).join('-')}.pdf`;
}

function recordsPath(outDir: string, brand: string): string {
  return join(outDir, 'state', 'editions', `${brand}.json`);
}

async function copyFileAtomic(from: string, to: string): Promise<void> {
  await writeFileAtomic(to, await readFile(from));
}
