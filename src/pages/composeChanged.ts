import { rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { ArtifactIndex } from '../lib/artifactIndex.ts';
import { listFiles, readJson, readText } from '../lib/files.ts';
import { hashOf, sha256 } from '../lib/hash.ts';
import { ProblemsError, reasonsOf } from '../lib/problem.ts';
import { toldSnapshot } from '../lib/toldSnapshot.ts';
import type { Brand, EditionInWork, EditionKey, Report, Snapshot, StoredSnapshot } from '../types.ts';
import { composeEditions } from './composePages.ts';
import type { EditionToCompose, SiteRequest } from './composeRequest.ts';

/** Editions whose snapshots, drawings and pages are in memory together. */
const AT_ONCE = 50;

/**
 * Composes the pages of one brand's editions whose snapshot or theme have changed since they were last composed. An
 * edition whose charts or templates fail fails alone.
 * `themeKey` is a hash of everything but the snapshot that a page depends on.
 */
export async function composeChanged(request: {
  readonly outDir: string;
  readonly index: ArtifactIndex;
  readonly brand: Brand;
  readonly editions: readonly EditionInWork[];
  readonly themeKey: (edition: EditionInWork) => string;
  readonly pdfName: (key: EditionKey) => string;
  /** Draws an edition's charts; the finished drawings, to be looked up. */
  readonly drawOf: (edition: EditionInWork, snapshot: Snapshot) => Promise<EditionToCompose['draw']>;
  /** The edition before it, as far as it is out. */
  readonly earlierOf: (edition: EditionInWork) => EditionKey | null;
  readonly site: SiteRequest;
}): Promise<void> {
  const { index, earlierOf } = request;
  const changed: { readonly edition: EditionInWork; readonly key: string }[] = [];
  // A burst has one report and many editions.
  const looks = new Map<Report, string>();
  for (const edition of request.editions) {
    const themeKey = looks.get(edition.report) ?? request.themeKey(edition);
    looks.set(edition.report, themeKey);
    const snapshot = index.get(edition.paths.snapshot);
    if (snapshot === undefined) edition.fail(['It has no snapshot yet: run the stage "build" first.']);
    else {
      const key = hashOf([snapshot.sha256, themeKey, earlierOf(edition)]);
      if ((await index.fresh(edition.paths.html, key)) === undefined) changed.push({ edition, key });
    }
  }
  for (let from = 0; from < changed.length; from += AT_ONCE) {
    const batch = changed.slice(from, from + AT_ONCE);
    const drawn = await Promise.all(batch.map((one) => prepared(one, request)));
    await index.forget(batch.map(({ edition }) => edition.paths.html));
    await composeAll(drawn.flat(), request);
  }
}

interface Prepared {
  readonly edition: EditionInWork;
  readonly key: string;
  readonly toCompose: EditionToCompose;
}

/** An edition with its charts drawn; none where its snapshot or one of its charts fails it. */
async function prepared(
  { edition, key }: Pick<Prepared, 'edition' | 'key'>,
  { outDir, brand, drawOf, earlierOf, pdfName }: Parameters<typeof composeChanged>[0],
): Promise<readonly Prepared[]> {
  try {
    const stored = await readJson<StoredSnapshot | Snapshot>(join(outDir, edition.paths.snapshot));
    if (stored === undefined) throw new Error(`${edition.paths.snapshot} is gone.`);
    const snapshot = toldSnapshot(stored, brand.words);
    const draw = await drawOf(edition, snapshot);
    const toCompose = { snapshot, draw, pdf: pdfName(edition.key), earlier: earlierOf(edition) };
    return [{ edition, key, toCompose }];
  } catch (error) {
    edition.fail(reasonsOf(error));
    return [];
  }
}

/** Composes editions side by side. Where they cannot be, the halves are tried one by one, down to the edition that fails. */
async function composeAll(batch: readonly Prepared[], request: Parameters<typeof composeChanged>[0]): Promise<void> {
  if (batch.length === 0) return;
  const { outDir, index, site } = request;
  try {
    const composed = await composeEditions({ ...site, editions: batch.map(({ toCompose }) => toCompose) });
    for (const { html, csv } of composed) await removeOthers(site.outDir, html, csv);
    for (const { edition, key } of batch) {
      const html = (await readText(join(outDir, edition.paths.html))) ?? '';
      index.set(edition.paths.html, { key, sha256: sha256(html) });
      edition.isRemade = true;
    }
  } catch (error) {
    const [only, ...others] = batch;
    if (others.length === 0) return only?.edition.fail(reasonsOf(atReport(error, only.edition.report)));
    const half = Math.ceil(batch.length / 2);
    await composeAll(batch.slice(0, half), request);
    await composeAll(batch.slice(half), request);
  }
}

/** What a former composition left in an edition's folder would be taken for a part of it. */
async function removeOthers(siteDir: string, html: string, csv: readonly string[]): Promise<void> {
  const folder = dirname(html);
  const own = new Set([html, ...csv]);
  for (const path of await listFiles(join(siteDir, folder)))
    if (!own.has(`${folder}/${path}`)) await rm(join(siteDir, folder, path), { force: true });
}

/** A page's template is made of its report's body: what is wrong in it is told there. */
function atReport(error: unknown, { place }: Report): unknown {
  if (!(error instanceof ProblemsError)) return error;
  const isOfPage = (file: string): boolean => file.endsWith('.html.njk');
  return new ProblemsError(
    error.problems.map(({ line, column, ...problem }) =>
      isOfPage(problem.file)
        ? { ...problem, file: place.file }
        : { ...problem, ...(line === undefined ? {} : { line }), ...(column === undefined ? {} : { column }) },
    ),
  );
}
