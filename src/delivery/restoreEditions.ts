import { copyFile, mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { ArtifactIndex } from '../lib/artifactIndex.ts';
import { fileExists } from '../lib/files.ts';
import type { EditionKey, Report } from '../types.ts';
import { pdfFileName, type ShelvedEdition, shelvedSnapshot } from './editionShelf.ts';
import { EditionWork, readyOf } from './editionWork.ts';

/**
 * The published editions whose page or PDF is not there, as on a fresh machine that has only `state/`: their snapshots
 * are put back, and from these the rest is made again. Editions of reports that are no more stay on the shelf alone.
 */
export async function restoreEditions(request: {
  readonly outDir: string;
  readonly index: ArtifactIndex;
  readonly shelf: readonly ShelvedEdition[];
  readonly reports: readonly Report[];
  /** The editions of this run: those that it makes anyway are not restored, and those that it could not make are. */
  readonly works: readonly EditionWork[];
}): Promise<readonly EditionWork[]> {
  const { outDir, index, shelf, reports } = request;
  const planned = new Set(readyOf(request.works).map(({ key }) => key.id));
  const works: EditionWork[] = [];
  const candidates = shelf.flatMap((edition) => {
    const report = reports.find(({ name }) => name === edition.key.report);
    return report === undefined || planned.has(edition.key.id) ? [] : [{ ...edition, report }];
  });
  // A shelf holds thousands, nearly all of which are there.
  const isThere = await Promise.all(candidates.map(({ key }) => isOnSite(outDir, key)));
  for (const { key, dueAt, sha256, report } of candidates.filter((_, at) => isThere[at] === false)) {
    const work = new EditionWork({ key, dueAt, report });
    const target = join(outDir, work.paths.snapshot);
    await mkdir(dirname(target), { recursive: true });
    await copyFile(shelvedSnapshot(outDir, key), target);
    index.set(work.paths.snapshot, { key: sha256.snapshot, sha256: sha256.snapshot });
    works.push(work);
  }
  return works;
}

async function isOnSite(outDir: string, key: EditionKey): Promise<boolean> {
  const folder = join(outDir, 'site', key.folder);
  return (await fileExists(join(folder, 'index.html'))) && (await fileExists(join(folder, pdfFileName(key))));
}
