import { rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { ArtifactIndex } from '../lib/artifactIndex.ts';
import { listFiles, readJson, readText } from '../lib/files.ts';
import { hashOf, sha256 } from '../lib/hash.ts';
import type { EditionInWork, EditionKey, Report, Snapshot } from '../types.ts';
import { composeEditions } from './composePages.ts';
import type { EditionToCompose, SiteRequest } from './composeRequest.ts';

/** Editions whose snapshots, drawings and pages are in memory together. */
const AT_ONCE = 50;

/**
 * Composes the pages of one brand's editions whose snapshot or looks have changed since they were last composed.
 * `looksKey` is a hash of everything but the snapshot that a page depends on.
 */
export async function composeChanged(request: {
  readonly outDir: string;
  readonly index: ArtifactIndex;
  readonly editions: readonly EditionInWork[];
  readonly looksKey: (edition: EditionInWork) => string;
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
    const looksKey = looks.get(edition.report) ?? request.looksKey(edition);
    looks.set(edition.report, looksKey);
    const snapshot = index.get(edition.paths.snapshot);
    if (snapshot === undefined) edition.fail(['It has no snapshot yet: run the stage "build" first.']);
    else {
      const key = hashOf([snapshot.sha256, looksKey, earlierOf(edition)]);
      if ((await index.fresh(edition.paths.html, key)) === undefined) changed.push({ edition, key });
    }
  }
  for (let from = 0; from < changed.length; from += AT_ONCE)
    await composeBatch(changed.slice(from, from + AT_ONCE), request);
}

async function composeBatch(
  batch: readonly { readonly edition: EditionInWork; readonly key: string }[],
  { outDir, index, drawOf, earlierOf, pdfName, site }: Parameters<typeof composeChanged>[0],
): Promise<void> {
  const editions = await Promise.all(
    batch.map(async ({ edition }): Promise<EditionToCompose> => {
      const snapshot = await readJson<Snapshot>(join(outDir, edition.paths.snapshot));
      if (snapshot === undefined) throw new Error(`${edition.paths.snapshot} is gone.`);
      const draw = await drawOf(edition, snapshot);
      return { snapshot, draw, pdf: pdfName(edition.key), earlier: earlierOf(edition) };
    }),
  );
  await index.forget(batch.map(({ edition }) => edition.paths.html));
  const composed = await composeEditions({ ...site, editions });
  for (const { html, csv } of composed) await removeOthers(site.outDir, html, csv);
  for (const { edition, key } of batch) {
    const html = (await readText(join(outDir, edition.paths.html))) ?? '';
    index.set(edition.paths.html, { key, sha256: sha256(html) });
    edition.isRemade = true;
  }
}

/** What a former composition left in an edition's folder would be taken for a part of it. */
async function removeOthers(siteDir: string, html: string, csv: readonly string[]): Promise<void> {
  const folder = dirname(html);
  const own = new Set([html, ...csv]);
  for (const path of await listFiles(join(siteDir, folder)))
    if (!own.has(`${folder}/${path}`)) await rm(join(siteDir, folder, path), { force: true });
}
