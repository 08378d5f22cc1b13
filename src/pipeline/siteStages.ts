import { join, posix } from 'node:path';
import { drawMailCharts } from '../charts/drawMailCharts.ts';
import { withAudience } from '../editions/burst/burstEditions.ts';
import { editionKey } from '../editions/calendar/planEditions.ts';
import {
  type PublishedEdition,
  pdfFileName,
  publishedOf,
  readPublishedIndex,
} from '../editions/published/publishedIndex.ts';
import { publishedSeries } from '../editions/published/publishedSeries.ts';
import { lostEdition, restorePublished } from '../editions/published/restorePublished.ts';
import { retainEditions } from '../editions/published/retainEditions.ts';
import type { DeliveryTools } from '../mail/compose/composeEdition.ts';
import { deliverEditions } from '../mail/send/deliverEditions.ts';
import type { BrandDelivery } from '../mail/send/writeMails.ts';
import { composeLists } from '../pages/composePages.ts';
import type { EditionHome } from '../pages/composeRequest.ts';
import { renderText } from '../pages/renderText.ts';
import type { Brand, DeliveryRecord } from '../types.ts';
import { filledModels } from '../warehouse/filledModels.ts';
import { siteOf } from './siteOf.ts';
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
  const published = shown.map((edition) => ({ ...edition, pdf: pdfFileName(edition.key), home: homeOf(edition) }));
  const all = async (brand: Brand) => run.catalogueOf(brand).all(await filledModels(outDir, brand));
  const metrics = new Map(
    await Promise.all(project.brands.map(async (brand) => [brand.name, await all(brand)] as const)),
  );
  await composeLists({ ...siteOf(run), published, metrics });
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

export async function deliverMails(run: Run, brands: readonly BrandRun[]): Promise<readonly DeliveryRecord[]> {
  const { project, outDir, effects, renderer, chartsIn, themeKey } = run;
  const drawCharts: DeliveryTools['drawCharts'] = async (snapshot, brand) => {
    const report = project.reports.find(({ name }) => name === snapshot.edition.report);
    if (report === undefined) return [];
    const pictures = await drawMailCharts({ renderer, uses: chartsIn(report), report, snapshot, brand });
    for (const warning of pictures.flatMap(({ warnings }) => warnings))
      effects.log.warn(`${snapshot.edition.id}: ${warning}`);
    return pictures;
  };
  const due: BrandDelivery[] = [];
  for (const { brand, index, publishedIndex, works } of brands) {
    const out = works.filter(({ isReady, isUnchanged }) => isReady || isUnchanged);
    const editions = await Promise.all(
      publishedOf(publishedIndex.editions, out).map((one) => withAudience(one, outDir)),
    );
    due.push({ brand, index, editions });
  }
  const templatesDirs = run.templatesDirs.map((folder) => join(folder, 'mail'));
  const tools = { templatesDirs, themeKey, drawCharts, render: renderText };
  const { archive, keeper, selection, asked } = run;
  const around = { keeper, selection, asked, effects };
  const sent = await deliverEditions({ project, outDir, archive, brands: due, tools, ...around });
  run.mailProblems.push(...sent.problems);
  return sent.records;
}
