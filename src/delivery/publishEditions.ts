import { join } from 'node:path';
import type { ArtifactIndex } from '../lib/artifactIndex.ts';
import { readJson } from '../lib/files.ts';
import { hashOf } from '../lib/hash.ts';
import type { EditionInWork, Snapshot } from '../types.ts';
import { placePdf, type ShelvedEdition, shelve } from './editionShelf.ts';

/**
 * Puts one brand's finished editions on its shelf, and returns the shelf as it then is. An edition that lies there with
 * the same files is left alone.
 */
export async function publishEditions(request: {
  readonly outDir: string;
  readonly brand: string;
  readonly index: ArtifactIndex;
  readonly editions: readonly EditionInWork[];
  readonly shelf: readonly ShelvedEdition[];
  /** Called when it is known what is finished, before any of it is on the shelf. */
  readonly beforeShelving: () => Promise<void>;
}): Promise<readonly ShelvedEdition[]> {
  const { outDir, brand, index, editions, shelf } = request;
  const shelved = new Map(shelf.map((edition) => [edition.key.id, edition]));
  const finished = [];
  for (const edition of editions) {
    const { key, dueAt, paths } = edition;
    const [data, html, pdf] = [index.get(paths.snapshot), index.get(paths.html), index.get(paths.pdf)];
    if (data === undefined || html === undefined || pdf === undefined) {
      edition.fail(['It is not finished: run the stages before "publish" first.']);
      continue;
    }
    const sha256 = { snapshot: data.sha256, html: html.sha256, pdf: pdf.sha256 };
    const known = shelved.get(key.id);
    if (known !== undefined && hashOf(known.sha256) === hashOf(sha256)) {
      // On a fresh machine that has only `state/`, the shelf knows an edition whose files have just been made again.
      await placePdf({ outDir, key, pdfPath: paths.pdf });
      continue;
    }
    const snapshot = await readJson<Snapshot>(join(outDir, paths.snapshot));
    const { title, headline, burst } = snapshot ?? { title: '', headline: '' };
    const files = { snapshotPath: paths.snapshot, pdfPath: paths.pdf };
    const titles = { title, headline, ...(burst === undefined ? {} : { burst }) };
    finished.push({ key, dueAt, ...titles, pdfPages: pdf.pages ?? 0, sha256, ...files });
    edition.isRemade = true;
  }
  await request.beforeShelving();
  return finished.length === 0 ? shelf : shelve({ outDir, brand, editions: finished });
}
