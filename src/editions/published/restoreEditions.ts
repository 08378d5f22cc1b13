import { copyFile, mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { ArtifactIndex } from '../../lib/artifactIndex.ts';
import { wholeBytes } from '../../lib/manyFiles.ts';
import type { Report } from '../../types.ts';
import { EditionWork, readyOf } from '../editionWork.ts';
import type { Archive } from './archive.ts';
import { archiveFiles } from './publishEditions.ts';
import {
  type PublishedEdition,
  type PublishedIndex,
  pdfFileName,
  publishedSnapshot,
  readSnapshot,
  writeRecord,
} from './publishedIndex.ts';
import type { PublishedSeries } from './publishedSeries.ts';

/**
 * Brings editions into the archive that were published by a version that kept none of their files. Where the site still
 * has them as they were published, these are kept; else their snapshots are put back, from which page and PDF are made
 * once more: the editions that are returned.
 */
export async function restoreEditions(request: {
  readonly outDir: string;
  readonly archive: Archive;
  readonly index: ArtifactIndex;
  readonly publishedIndex: PublishedIndex;
  readonly series: PublishedSeries;
  readonly reports: readonly Report[];
  /** The editions of this run: those that it makes anyway are not restored. */
  readonly works: readonly EditionWork[];
}): Promise<readonly EditionWork[]> {
  const { outDir, archive, index, publishedIndex, series, reports } = request;
  const planned = new Set(readyOf(request.works).map(({ key }) => key.id));
  const works: EditionWork[] = [];
  for (const edition of publishedIndex.editions.filter(
    ({ key, files }) => files === undefined && !planned.has(key.id),
  )) {
    const { key, dueAt, sha256: hashes } = edition;
    if (isOnSite(outDir, edition)) {
      await writeRecord(outDir, { ...edition, files: await archiveFiles(key.folder, { outDir, archive }) });
      continue;
    }
    const report = reports.find(({ name }) => name === series.nameOf(key));
    if (report === undefined) continue;
    const work = new EditionWork({ key, dueAt, report });
    works.push(work);
    try {
      await readSnapshot(outDir, edition);
    } catch (error) {
      work.fail([error instanceof Error ? error.message : String(error)]);
      continue;
    }
    const target = join(outDir, work.paths.snapshot);
    await mkdir(dirname(target), { recursive: true });
    await copyFile(publishedSnapshot(outDir, key), target);
    index.set(work.paths.snapshot, { key: hashes.snapshot, sha256: hashes.snapshot });
  }
  return works;
}

function isOnSite(outDir: string, { key, sha256: { html, pdf } }: PublishedEdition): boolean {
  const folder = join(outDir, 'site', key.folder);
  const isThere = (name: string, hash: string): boolean => wholeBytes(join(folder, name), hash) !== undefined;
  return isThere('index.html', html) && isThere(pdfFileName(key), pdf);
}
