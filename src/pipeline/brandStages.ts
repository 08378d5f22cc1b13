import { drawEdition } from '../charts/drawEdition.ts';
import { absentAmong } from '../checks/absentAmong.ts';
import { alertsOf } from '../checks/alertsOf.ts';
import { freshnessOf, pulledBefore } from '../checks/freshness.ts';
import { judgeEditions } from '../checks/judgeEditions.ts';
import { findReaders, openBursts, toMeasure } from '../editions/burst/burstEditions.ts';
import { dayBegins, localDay } from '../editions/calendar/localDay.ts';
import { editionKey } from '../editions/calendar/planEditions.ts';
import { changedEditions, coverOf, holdWithoutData, missingAmong } from '../editions/changedEditions.ts';
import { earlierData, readyOf } from '../editions/editionWork.ts';
import { readFirstRows, writeFirstRows } from '../editions/keptFirstRows.ts';
import { leaveUnbegun } from '../editions/leaveUnbegun.ts';
import { earlierAmong, pdfFileName } from '../editions/published/publishedIndex.ts';
import { mailedEditions, reviseEdition } from '../editions/published/reviseEdition.ts';
import { readExtracts } from '../extracts/standingExtract.ts';
import { alertWriter } from '../insights/brandNews.ts';
import { type AlertsIn, type Measured, writeSnapshots } from '../insights/writeSnapshots.ts';
import { hashOf } from '../lib/hash.ts';
import { firstRowsOf } from '../metrics/firstRows.ts';
import type { RunQuery } from '../metrics/measuredEdition.ts';
import { measuredEditions } from '../metrics/measureEditions.ts';
import { metricsOfBrand } from '../metrics/metricsOfBrand.ts';
import { checkBody } from '../pages/checkBody.ts';
import { composeChanged } from '../pages/composeChanged.ts';
import { type LazyPrinter, printEditions } from '../print/printEditions.ts';
import type {
  Brand,
  EditionInWork,
  ExtractManifest,
  IsoDay,
  Period,
  Report,
  ReportQuery,
  StoredSnapshot,
  Unpulled,
} from '../types.ts';
import { lazyWarehouse } from '../warehouse/openWarehouse.ts';
import { refreshWarehouse } from '../warehouse/refreshWarehouse.ts';
import { reportBasis, reportContent } from './reportBasis.ts';
import { siteOf } from './siteOf.ts';
import { spanBrands } from './spanning/spanBrands.ts';
import type { SpanTools } from './spanning/spanTools.ts';
import type { BrandRun } from './startRun.ts';

/** Extracts to a warehouse, and that to checked and measured snapshots. */
export async function buildSnapshots(work: BrandRun): Promise<void> {
  if (work.brand.spans !== undefined) return buildSpanning(work);
  const { run, brand, index, works } = work;
  const { project, outDir, engineKey, effects, unpulled } = run;
  const { sources, queries, checks } = project;
  const metrics = metricsOfBrand(project.metrics, brand);
  const extracts = await readExtracts({ outDir, sources, brand: brand.name });
  const catalogue = run.catalogueOf(brand);
  const { models } = catalogue;
  const made = await refreshWarehouse({
    ...{ outDir, engineKey, brand, sources, models, extracts, uses: run.uses, log: effects.log },
    ...{ asked: catalogue.askedBy(reportsInHand(work)), marts: catalogue.marts },
    ...{ ...run.buildSettings, parallel: atOnce(run) },
  });
  const { failures, keys } = made;
  const basisOf = reportBasis({ brand, project, models, metrics, catalogue, keys });
  const dataKeyOf = ({ name }: ReportQuery) => hashOf(catalogue.originsOfQuery(name).map((one) => keys.get(one)));
  const absentOf = (tables: readonly string[]) =>
    absentAmong({ tables, sources, brand: brand.name, extracts, unpulled });
  holdWithoutData({ works, absentOf, unpulled, catalogue, failures });
  const warehouse = lazyWarehouse(made.file, { ...run.readSettings, remake: made.remake, readers: atOnce(run) });
  const ask: RunQuery = (sql, values) => warehouse.query(sql, values);
  try {
    const firstRows = { known: await readFirstRows(outDir, brand.name), found: new Map<string, IsoDay | null>() };
    const keyOf = (mart: string) => keys.get(mart);
    const firstRowOf = firstRowsOf({ metrics, models, queries, run: ask, ...firstRows, keyOf });
    await leaveUnbegun({ works: readyOf(works), outDir, brand: brand.name, source: { firstRowOf, log: effects.log } });
    await writeFirstRows(outDir, brand.name, firstRows.found);
    await openBursts({ ...work, outDir, keyOf: editionKey, source: { dataKeyOf, queries, run: ask } });
    await findReaders({
      ...{ outDir, index, editions: work.unaddressed, reports: project.reports, log: effects.log },
      source: { dataKeyOf, queries, run: ask },
    });
    const freshnessAt = ({ end }: Period, tables: readonly string[]) =>
      freshnessOf({ sources, extracts, until: dayBegins(end, brand.timeZone), tables });
    const pulledUntil = pulledUntilOf(run, brand, extracts);
    const changed = await changedEditions({ works, index, freshnessAt, pulledUntil, catalogue, basisOf });
    if (changed.length === 0) return;
    const judged = await judgeEditions({
      ...{ editions: changed, dataTests: checks },
      query: (dataTest, keep) => warehouse.query(dataTest, {}, { keep }),
      missing: ({ name }) => missingAmong(catalogue.originsOfCheck(name), failures),
    });
    run.verdicts.push(...judged.verdicts.map((verdict) => ({ ...verdict, brand: brand.name })));
    const editions = toMeasure(judged.passed);
    const { blockRows } = project.limits;
    const coverage = { today: localDay(effects.now, brand.timeZone), pulledUntil };
    const data = measuredEditions({ coverage, editions, brand, metrics, models, queries, run: ask, blockRows });
    await writeMeasured(work, { data, passed: judged.passed });
  } finally {
    await warehouse.close();
  }
}

/** Statements of a brand that run side by side: where there are fewer brands than may be worked on, what is left is theirs. */
function atOnce({ jobs, building }: BrandRun['run']): number {
  return Math.max(1, Math.floor(jobs / building.length));
}

/** The reports of the editions that are to be made, and of those whose readers have yet to be found. */
function reportsInHand({ run, works, unaddressed }: BrandRun): readonly Report[] {
  const due = readyOf(works).map(({ report }) => report);
  const bursts = unaddressed.length === 0 ? [] : run.project.reports.filter(({ burst }) => burst !== undefined);
  return [...new Set([...due, ...bursts])];
}

/** The first day of a model's rows that a brand's last pulls can not have brought whole, where there is one. */
function pulledUntilOf({ catalogueOf, unpulled }: BrandRun['run'], brand: Brand, extracts: readonly ExtractManifest[]) {
  const catalogue = catalogueOf(brand);
  return (model: string): IsoDay | undefined => {
    const behind = catalogue.sourcesOfModel(model).filter((name) => lacks(unpulled.get(name), brand.name));
    return pulledBefore(behind, extracts, (at) => localDay(at, brand.timeZone));
  };
}

/** Whether a brand is without what a source was to bring: one brand's bad rows leave the others' as whole as ever. */
function lacks(failure: Unpulled | undefined, brand: string): boolean {
  return (
    failure !== undefined &&
    (failure.tables ?? [{}]).some(
      ({ brands }: { readonly brands?: readonly string[] }) => brands?.includes(brand) ?? true,
    )
  );
}

/** Values of metrics out of the warehouses of the brands that it spans, each asked alone: nothing else of theirs. */
async function buildSpanning(work: BrandRun): Promise<void> {
  const { buildSettings, readSettings, unpulled } = work.run;
  const tools: SpanTools = {
    ...{ readExtracts, freshnessOf, judgeEditions, missingAmong, dayBegins, localDay, coverOf },
    absentAmong: (of) => absentAmong({ ...of, unpulled }),
    earlierData: (needed, brand) => earlierData({ needed, unpulled }, brand.name),
    pulledUntilOf: (brand, extracts) => pulledUntilOf(work.run, brand, extracts),
    refreshWarehouse: (of) => refreshWarehouse({ ...of, ...buildSettings, uses: work.run.uses }),
    openWarehouse: (file, remake) => lazyWarehouse(file, { ...readSettings, remake }),
  };
  await writeMeasured(work, await spanBrands({ ...work.run, ...work, brands: work.run.building, tools }));
}

async function writeMeasured(
  { run, brand, index, works, publishedIndex }: BrandRun,
  measured: Measured,
): Promise<void> {
  const { outDir, effects, isRemade } = run;
  const [{ metrics }, { notesOf }] = [run.project, run.catalogueOf(brand)];
  const limited = new Map((brand.spans ?? []).map((own) => [own.title, metricsOfBrand(metrics, own)]));
  const ofEdition = metricsOfBrand(metrics, brand);
  const metricsOf = (title?: string) => limited.get(title ?? '') ?? ofEdition;
  const alertsIn: AlertsIn = (edition, data) => alertsOf({ edition, data, metricsOf, words: alertWriter(brand) });
  const published = new Map(publishedIndex.editions.map((edition) => [edition.key.id, edition]));
  const mailed = await mailedEditions(outDir);
  const revise = async ({ key }: EditionInWork, snapshot: StoredSnapshot): Promise<StoredSnapshot | undefined> => {
    const edition = works.find((one) => one.key.id === key.id);
    if (edition === undefined) throw new Error(`${key.id} is not of this run.`);
    const before = { published: published.get(key.id), wasMailed: mailed.has(key.id) };
    return reviseEdition({ ...before, edition, snapshot, outDir, now: effects.now, isRemade });
  };
  await writeSnapshots({ ...measured, outDir, index, brand, metrics, alertsIn, notesOf, revise });
}

export async function composePages({
  run,
  brand,
  index,
  works,
  restored,
  publishedIndex,
  series,
  themeKey,
}: BrandRun): Promise<void> {
  const { renderer, outDir } = run;
  const earlier = earlierAmong([...publishedIndex.editions, ...readyOf(works)], series.nameOf);
  await composeChanged({
    ...{ outDir, index, brand, editions: [...readyOf(works), ...restored], pdfName: pdfFileName, site: siteOf(run) },
    themeKey: ({ report }) => hashOf([themeKey, reportContent(report)]),
    earlierOf: ({ key }) => earlier(key),
    drawOf: ({ report }, snapshot) =>
      drawEdition({ renderer, uses: checkBody(report).charts, report, snapshot, brand }),
  });
}

export async function printPages(
  { run, brand, index, works, restored }: BrandRun,
  printer: LazyPrinter,
): Promise<void> {
  const editions = [...readyOf(works), ...readyOf(restored)];
  await printEditions({ outDir: run.outDir, index, editions, paper: brand.paper, printer });
}
