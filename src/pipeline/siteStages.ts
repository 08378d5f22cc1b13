import { join, posix } from 'node:path';
import { editionKey } from '../editions/calendar/planEditions.ts';
import { type PublishedEdition, pdfFileName, readPublishedIndex } from '../editions/published/publishedIndex.ts';
import { publishedSeries } from '../editions/published/publishedSeries.ts';
import { lostEdition, restorePublished } from '../editions/published/restorePublished.ts';
import { retainEditions } from '../editions/published/retainEditions.ts';
import { folderHash } from '../lib/folderHash.ts';
import { hashOf, sha256 } from '../lib/hash.ts';
import { changedLists } from '../pages/changedLists.ts';
import type { EditionHome, ListsRequest } from '../pages/composeRequest.ts';
import type { Brand } from '../types.ts';
import { filledModels } from '../warehouse/filledModels.ts';
import type { BrandRun, Run } from './startRun.ts';

/**
 * The site as it is to be: every published edition as it was published, of whatever brand, and the pages that lead to
 * them. An edition that cannot be had any more is told, and no page leads to it.
 */
export async function publishLists(run: Run, brands: readonly BrandRun[]): Promise<void> {
  const { outDir, archive, effects, project } = run;
  const publishedIndex = await readPublishedIndex(outDir);
  const kept = await retainEditions({
    outDir,
    archive,
    publishedIndex,
    keepDays: project.site.archive?.keepDays,
    now: effects.now,
  });
  const told = new Set(brands.flatMap(({ works }) => works.map(({ key }) => key.id)));
  const lost = await restorePublished({ outDir, archive, editions: kept, told });
  run.lost.push(...lost.map(lostEdition));
  const absent = new Set(lost.filter(({ isShown }) => !isShown).map(({ edition }) => edition.key.id));
  const shown = kept.filter(({ key, files }) => files !== undefined && !absent.has(key.id));
  const homeOf = homesOf(run, shown);
  const published = shown.map((edition) => {
    const { key, title, burst, headline, titles } = edition;
    const named = { ...(burst && { burst }), ...(titles && { titles }) };
    return { key, title, ...named, headline, pdf: pdfFileName(key), home: homeOf(edition) };
  });
  const all = async (brand: Brand) => run.catalogueOf(brand).all(await filledModels(outDir, brand));
  const metrics = new Map(
    await Promise.all(project.brands.map(async (brand) => [brand.name, await all(brand)] as const)),
  );
  const lists = { published, metrics };
  await changedLists({
    outDir,
    key: await keyOfLists(run, lists),
    compose: async () => (await import('./composeLists.ts')).composeLists(run, lists),
  });
}

/** Hash of all that the pages are made of which lead to editions: the program that makes them is part of `themeKey`. */
async function keyOfLists(
  { project, themeKey, templatesDir }: Run,
  { published, metrics }: Pick<ListsRequest, 'published' | 'metrics'>,
): Promise<string> {
  const { brands, reports } = project;
  const looks = await folderHash(join(templatesDir, 'brands'));
  // Records are read with their keys in order.
  const editions = sha256(JSON.stringify(published));
  return hashOf([themeKey, process.versions, looks, brands, reports, [...metrics], editions]);
}

/** Where editions are listed by now, whatever their brand, team and report were called when they came out. */
function homesOf({ project, formerNames }: Run, editions: readonly PublishedEdition[]) {
  const owners = project.brands.map((brand) => {
    const names = new Set([brand.name, ...(formerNames.get(brand.name) ?? [])]);
    const reports = project.reports.filter((report) => report.brands.includes(brand.name));
    const series = publishedSeries(
      editions.filter(({ key }) => names.has(key.brand)),
      reports,
    );
    return { brand, names, reports, series };
  });
  return ({ key }: PublishedEdition): EditionHome => {
    const owner = owners.find(({ names }) => names.has(key.brand));
    const report = owner?.reports.find(({ name }) => name === owner.series.nameOf(key));
    if (owner === undefined || report === undefined)
      return { brand: owner?.brand.name ?? key.brand, team: key.team, folder: posix.dirname(key.folder) };
    const { folder } = editionKey(owner.brand, report, key.period, key.audience);
    return { brand: owner.brand.name, team: report.team, folder: posix.dirname(folder) };
  };
}
