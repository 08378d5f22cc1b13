import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ArtifactIndex } from '../../lib/artifactIndex.ts';
import { listFiles, writeFileAtomic } from '../../lib/files.ts';
import { hashOf, sha256 } from '../../lib/hash.ts';
import { contentOf } from '../../lib/mailKeys.ts';
import { toldSnapshot } from '../../lib/toldSnapshot.ts';
import type { Brand, EditionInWork, Snapshot, StoredSnapshot, Team } from '../../types.ts';
import type { Archive, ArchivedFile } from './archive.ts';
import {
  type PublishedEdition,
  type PublishedIndex,
  pdfFileName,
  publishedSnapshot,
  readPublishedIndex,
  writeRecord,
} from './publishedIndex.ts';
import { hashOfReport } from './publishedSeries.ts';

/** What a page asks for outside its own folder: `../../assets/page-0123456789.js`. */
const ASSETS = /(?:\.\.\/)+(assets\/[^"'()\s?#]+)/g;

/** An edition that is about to be published for the first time. */
export interface NewEdition {
  readonly edition: Pick<EditionInWork, 'key' | 'dueAt' | 'report' | 'audience'>;
  /** Hash of what its mail says. */
  readonly content: string;
}

interface FinishedEdition {
  readonly edition: EditionInWork;
  readonly record: PublishedEdition;
  readonly snapshot: Uint8Array;
  /** Hash of what its mail says. */
  readonly content: string;
}

/**
 * Publishes one brand's finished editions, and returns the published index as it then is: their files go into the archive, their
 * snapshots beside their records, the record last, so that an edition is published only when all of it is safe. An
 * edition that lies there with the same files is left alone.
 */
export async function publishEditions(request: {
  readonly outDir: string;
  readonly archive: Archive;
  readonly brand: Brand;
  readonly teams: readonly Team[];
  readonly index: ArtifactIndex;
  readonly editions: readonly EditionInWork[];
  readonly publishedIndex: PublishedIndex;
  /** Called when it is known what is finished, before any of it is in the published index. */
  readonly beforeShelving: (appearing: readonly NewEdition[]) => Promise<void>;
}): Promise<PublishedIndex> {
  const { outDir, brand, editions, publishedIndex } = request;
  const known = new Map(publishedIndex.editions.map((edition) => [edition.key.id, edition]));
  const finished: FinishedEdition[] = [];
  for (const edition of editions) {
    const one = await finishedEdition(edition, known.get(edition.key.id), request);
    if (one !== undefined) finished.push(one);
  }
  await request.beforeShelving(finished.filter(({ edition }) => !known.has(edition.key.id)));
  for (const { edition, record, snapshot } of finished) {
    await writeFileAtomic(publishedSnapshot(outDir, record.key), snapshot);
    await writeRecord(outDir, record);
    edition.isRemade = true;
  }
  return finished.length === 0 ? publishedIndex : readPublishedIndex(outDir, [brand.name, ...(brand.aliases ?? [])]);
}

async function finishedEdition(
  edition: EditionInWork,
  known: PublishedEdition | undefined,
  { outDir, archive, index, brand, teams }: Parameters<typeof publishEditions>[0],
): Promise<FinishedEdition | undefined> {
  const { key, dueAt, paths, report } = edition;
  const [data, html, pdf] = [index.get(paths.snapshot), index.get(paths.html), index.get(paths.pdf)];
  if (data === undefined || html === undefined || pdf === undefined) {
    edition.fail(['It is not finished: run the stages "build", "compose" and "print" before "publish".']);
    return undefined;
  }
  const hashes = { snapshot: data.sha256, html: html.sha256, pdf: pdf.sha256 };
  if (known?.files !== undefined && hashOf(known.sha256) === hashOf(hashes)) return undefined;
  const bytes = await readFile(join(outDir, paths.snapshot));
  const printed = await readFile(join(outDir, paths.pdf));
  if (sha256(bytes) !== hashes.snapshot || sha256(printed) !== hashes.pdf) {
    await index.forget([paths.snapshot, paths.html, paths.pdf]);
    edition.fail(['Its files are not as they were made: the next run makes them again.']);
    return undefined;
  }
  await writeFileAtomic(join(outDir, 'site', key.folder, pdfFileName(key)), printed);
  const said = toldSnapshot(JSON.parse(bytes.toString()) as StoredSnapshot | Snapshot, brand.words);
  const { title, headline, burst, isProvisional } = said;
  const team = teams.find(({ name }) => name === key.team);
  const record: PublishedEdition = {
    ...{ key, dueAt, title, headline, pdfPages: pdf.pages ?? 0, sha256: hashes },
    ...(burst === undefined ? {} : { burst }),
    files: await archiveFiles(key.folder, { outDir, archive }),
    titles: { brand: brand.title, team: team?.title ?? key.team },
    reportHash: hashOfReport(report),
    ...(isProvisional === true ? { isProvisional } : {}),
  };
  return { edition, record, snapshot: bytes, content: contentOf(said, brand) };
}

/** Everything that an edition consists of: what lies in its folder, and the style sheet, script and fonts that its page names. */
export async function archiveFiles(
  folder: string,
  { outDir, archive }: { readonly outDir: string; readonly archive: Archive },
): Promise<readonly ArchivedFile[]> {
  const site = join(outDir, 'site');
  const own = (await listFiles(join(site, folder))).map((path) => `${folder}/${path}`);
  const page = await readFile(join(site, folder, 'index.html'), 'utf8');
  const assets = new Set([...page.matchAll(ASSETS)].map((match) => match[1] ?? ''));
  return Promise.all(
    [...own, ...assets].sort().map(async (path) => {
      const bytes = await readFile(join(site, path));
      return { path, sha256: await archive.put(bytes), bytes: bytes.byteLength };
    }),
  );
}
