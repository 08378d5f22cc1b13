/**
 * The whole run, a line a room: the only file that knows the order. Each stage is a function of files that the stage
 * before wrote, so any of them can be run alone; each artifact is kept with a hash of all that it was made from, so a
 * stage whose inputs have not changed does no work.
 */
import { join } from 'node:path';
import pLimit from 'p-limit';
import { editionKey, planEditions } from './calendar/planEditions.ts';
import { createChartist } from './charts/chartist.ts';
import { checkChart } from './charts/checkChart.ts';
import { chartColours } from './charts/colours.ts';
import { drawEdition } from './charts/drawEdition.ts';
import { drawMailCharts } from './charts/drawMailCharts.ts';
import { sparklineOf } from './charts/sparkline.ts';
import { alertsOf } from './checks/alertsOf.ts';
import { freshnessOf } from './checks/freshness.ts';
import { judgeEditions } from './checks/judgeEditions.ts';
import { contentKeys } from './config/contentKeys.ts';
import { openProject, statementName } from './config/openProject.ts';
import { selectProject } from './config/selectProject.ts';
import { openBursts, toMeasure } from './delivery/burstEditions.ts';
import { changedEditions, groundEditions } from './delivery/changedEditions.ts';
import { type DeliveryTools, deliverEditions } from './delivery/deliverEditions.ts';
import { earlierAmong, pdfFileName, publishedUpTo, readShelf, shelvedOf } from './delivery/editionShelf.ts';
import { EditionWork, readyOf } from './delivery/editionWork.ts';
import { readOwed, writeOwed } from './delivery/owedEditions.ts';
import { publishEditions } from './delivery/publishEditions.ts';
import { checkRecipients } from './delivery/recipientsOf.ts';
import { restoreEditions } from './delivery/restoreEditions.ts';
import { writeManifest } from './delivery/writeManifest.ts';
import { alertWriter } from './insights/brandNews.ts';
import { type AlertsIn, type Measured, writeSnapshots } from './insights/writeSnapshots.ts';
import { ArtifactIndex } from './lib/artifactIndex.ts';
import { folderHash } from './lib/folderHash.ts';
import { hashOf } from './lib/hash.ts';
import { reasonsOf } from './lib/problem.ts';
import { Stopwatch } from './lib/stopwatch.ts';
import { beginRun } from './lib/unfinishedRun.ts';
import { brandCatalogue, type ReadIn } from './metrics/brandCatalogue.ts';
import { columnsOfMetrics } from './metrics/columnsOfRequest.ts';
import { measuredEditions, type RunQuery } from './metrics/measureEditions.ts';
import { metricStatements } from './metrics/metricStatements.ts';
import { spanBrands } from './metrics/spanBrands.ts';
import { checkBody } from './pages/checkBody.ts';
import { composeChanged } from './pages/composeChanged.ts';
import { composeLists } from './pages/composePages.ts';
import { renderText } from './pages/renderText.ts';
import { type LazyPrinter, lazyPrinter, printEditions } from './print/printEditions.ts';
import { pullSources as pullAll, secretProblems } from './sources/pullSources.ts';
import { readExtracts } from './sources/storedExtract.ts';
import type { Brand, DeliveryRecord, Effects, Manifest, Report, RunOptions } from './types.ts';
import { bindProject } from './warehouse/bindProject.ts';
import { filledModels } from './warehouse/filledModels.ts';
import { lineageOf } from './warehouse/lineage.ts';
import { lazyWarehouse, openWarehouse } from './warehouse/openWarehouse.ts';
import { createParquetWriter } from './warehouse/parquetWriter.ts';
import { refreshWarehouse } from './warehouse/refreshWarehouse.ts';

export const STAGES = ['pull', 'build', 'compose', 'print', 'publish', 'deliver'] as const;
export type StageName = (typeof STAGES)[number];

/**
 * Runs stages over everything that is due. Throws ProblemsError, before anything is done, for what is wrong with the
 * project or the call; whatever goes wrong later is its brand's alone, and told in the manifest.
 */
export async function runStages(
  stages: readonly StageName[],
  options: RunOptions,
  effects: Effects,
): Promise<Manifest> {
  const run = await startRun(stages, options, effects);
  if (stages.includes('pull')) await run.watch.time('pull', () => pullSources(run));
  const brands = await Promise.all(run.brands.map((brand) => startBrand(run, brand)));
  const printer = lazyPrinter({ effects, siteDir: run.siteDir, siteUrl: run.project.site.baseUrl });
  const limit = pLimit(options.jobs);
  const built = new Map(run.brands.map(({ name }) => [name, Promise.withResolvers<void>()]));
  const bringOut = async (brand: BrandRun): Promise<void> => {
    await Promise.all((brand.brand.spans ?? []).map(({ name }) => built.get(name)?.promise));
    // Printing has its own queue: while the browser works on some brands' pages, the next brands are built.
    await limit(async () => {
      if (stages.includes('build')) await step('build', brand, () => buildSnapshots(brand));
      else await openBursts({ ...brand, outDir: run.outDir, keyOf: editionKey });
      brand.restored = await restoreEditions({ ...brand, outDir: run.outDir, reports: run.reports });
      if (stages.includes('compose')) await step('compose', brand, () => composePages(brand));
    });
    built.get(brand.brand.name)?.resolve();
    if (stages.includes('print')) await step('print', brand, () => printPages(brand, printer));
    if (stages.includes('publish')) await step('publish', brand, () => publish(brand));
  };
  await Promise.all(brands.map(bringOut));
  await printer.close();
  const publishes = stages.includes('publish');
  if (publishes) await run.watch.time('publish', () => publishLists(run, brands));
  const deliveries = stages.includes('deliver') ? await run.watch.time('deliver', () => deliverMails(run, brands)) : [];
  return writeManifest({ ...run, brands, publishes, stages: run.watch.stages, deliveries });
}

/** What other rooms know of a project's parts, for those who open one. */
export const TOOLS = { bindProject, metricStatements, checkBody, checkChart, columnsOfMetrics } as const;

type Run = Awaited<ReturnType<typeof startRun>>;
type BrandRun = Awaited<ReturnType<typeof startBrand>>;

/** All that a run knows before it does anything. */
async function startRun(stages: readonly StageName[], options: RunOptions, effects: Effects) {
  const { projectDir, engineDir, outDir } = options;
  const tools = stages.includes('pull') ? { ...TOOLS, sourceProblems: secretProblems(options, effects) } : TOOLS;
  const { project, bound } = await openProject(projectDir, tools);
  const { brands, reports } = selectProject(project, options);
  if (stages.includes('deliver')) checkRecipients({ teams: project.teams, brands, env: effects.env });
  const under = (models: readonly string[]) => lineageOf({ models, sourceTables: [] }, bound.uses);
  const readIn: ReadIn = (kind, name) => bound.uses.get(statementName(kind, name)) ?? { models: [], sourceTables: [] };
  return {
    ...{ project, brands, reports, outDir, effects },
    ...(await contentKeys({ projectDir, engineDir, project })),
    ...{ since: options.since, siteDir: join(outDir, 'site'), templatesDir: join(projectDir, 'templates') },
    ...{ watch: new Stopwatch(), chartist: createChartist(), end: await beginRun(outDir) },
    catalogueOf: (brand: Brand) => brandCatalogue({ brand, project, lineageOf: under, readIn }),
    chartsIn: (report: Report) => checkBody(report).charts,
    verdicts: [] as Manifest['checks'][number][],
    unpulled: new Map<string, string>(),
  };
}

async function startBrand(run: Run, brand: Brand) {
  const { templatesDir, outDir, reports, effects } = run;
  const shelf = await readShelf(outDir, brand.name);
  const owed = await readOwed(outDir, brand.name);
  const publishedUntil = (_: string, report: string) => publishedUpTo(shelf, report);
  const planned = planEditions({ brands: [brand], reports, now: effects.now, publishedUntil, since: run.since, owed });
  const works = planned.map((edition) => new EditionWork(edition));
  const index = await ArtifactIndex.open(outDir, brand.name);
  const looksKey = hashOf([run.looksKey, brand, await folderHash(join(templatesDir, 'brands', brand.name))]);
  return { run, brand, shelf, owed, works, restored: [] as readonly EditionWork[], index, looksKey };
}

/** One stage of one brand. What goes wrong in it fails the brand's editions that are still on their way, and no other's. */
async function step(name: StageName, { run, brand, works, index }: BrandRun, work: () => Promise<void>): Promise<void> {
  try {
    await run.watch.time(name, work);
  } catch (error) {
    const reasons = reasonsOf(error);
    for (const edition of readyOf(works)) edition.fail(reasons);
    run.effects.log.warn(`${brand.name}, ${name}: ${reasons.join('\n')}`);
  }
  await index.save();
}

async function pullSources({ project, outDir, effects, brands, watch, unpulled }: Run): Promise<void> {
  const { sources, root } = project;
  const writer = await createParquetWriter({ tempDirectory: join(outDir, 'staging') });
  const names = brands.map(({ name }) => name);
  const pulled = await pullAll({ sources, projectRoot: root, outDir, brands: names, writer, effects });
  writer.close();
  for (const [source, error] of pulled.failures) unpulled.set(source, error.message);
  watch.addRows('pull', pulled.rows);
}

/** Extracts to a warehouse, and that to checked and measured snapshots. */
async function buildSnapshots(work: BrandRun): Promise<void> {
  if (work.brand.spans !== undefined) return buildSpanning(work);
  const { run, brand, index, works } = work;
  const { project, outDir, engineKey, effects, unpulled } = run;
  const { sources, metrics, queries, checks } = project;
  const extracts = await readExtracts({ outDir, sources, brand: brand.name });
  const catalogue = run.catalogueOf(brand);
  const { models } = catalogue;
  const made = await refreshWarehouse({ outDir, index, engineKey, brand, sources, models, extracts });
  const contentKey = hashOf([made.key, brand.labels ?? {}, metrics, queries, checks]);
  groundEditions({ works, extracts, unpulled, catalogue });
  const warehouse = lazyWarehouse(made.file);
  const ask: RunQuery = (sql, values) => warehouse.query(sql, values);
  try {
    await openBursts({ ...work, outDir, keyOf: editionKey, source: { dataKey: contentKey, queries, run: ask } });
    const freshness = freshnessOf({ sources, extracts, now: effects.now });
    const changed = await changedEditions({ works, index, freshness, catalogue, contentKey });
    if (changed.length === 0) return;
    const judged = await judgeEditions({ editions: changed, claims: checks, query: (claim) => warehouse.query(claim) });
    run.verdicts.push(...judged.verdicts.map((verdict) => ({ ...verdict, brand: brand.name })));
    const editions = toMeasure(judged.passed);
    const data = measuredEditions({ editions, brand, metrics, models, queries, run: ask });
    await writeMeasured(work, { data, passed: judged.passed });
  } finally {
    await warehouse.close();
  }
}

/** Values of metrics out of the warehouses of the brands that it spans, each asked alone: nothing else of theirs. */
async function buildSpanning(work: BrandRun): Promise<void> {
  const tools = { readExtracts, refreshWarehouse, openWarehouse, freshnessOf, judgeEditions };
  await writeMeasured(work, await spanBrands({ ...work.run, ...work, tools }));
}

async function writeMeasured({ run, brand, index }: BrandRun, measured: Measured): Promise<void> {
  const [{ metrics }, { notesOf }] = [run.project, run.catalogueOf(brand)];
  const alertsIn: AlertsIn = (edition, data) => alertsOf({ edition, data, metrics, words: alertWriter(brand) });
  await writeSnapshots({ ...measured, outDir: run.outDir, index, brand, metrics, alertsIn, notesOf });
}

async function composePages({ run, brand, index, works, restored, shelf, looksKey }: BrandRun): Promise<void> {
  const { chartist, chartsIn, outDir } = run;
  const earlier = earlierAmong([...shelf, ...readyOf(works)]);
  await composeChanged({
    ...{ outDir, index, editions: [...readyOf(works), ...restored], pdfName: pdfFileName, site: siteOf(run) },
    looksKey: ({ report }) => hashOf([looksKey, report]),
    earlierOf: ({ key }) => earlier(key),
    drawOf: ({ report }, snapshot) => drawEdition({ chartist, uses: chartsIn(report), report, snapshot, brand }),
  });
}

async function printPages({ run, brand, index, works, restored }: BrandRun, printer: LazyPrinter): Promise<void> {
  const editions = [...readyOf(works), ...readyOf(restored)];
  await printEditions({ outDir: run.outDir, index, editions, paper: brand.paper, printer });
}

async function publish(work: BrandRun): Promise<void> {
  const { run, brand, index, works, restored, shelf } = work;
  const editions = [...readyOf(works), ...readyOf(restored)];
  const beforeShelving = () => writeOwed({ outDir: run.outDir, brand: brand.name, owed: work.owed, works });
  work.shelf = await publishEditions({ outDir: run.outDir, brand: brand.name, index, editions, shelf, beforeShelving });
}

/** The pages that lead to the editions, once the shelves are filled: of all brands, also those that this run left alone. */
async function publishLists(run: Run, worked: readonly BrandRun[]): Promise<void> {
  const { brands } = run.project;
  const known = new Map(worked.map(({ brand, shelf }) => [brand.name, shelf]));
  const shelves = await Promise.all(brands.map(({ name }) => known.get(name) ?? readShelf(run.outDir, name)));
  const published = shelves.flat().map((edition) => ({ ...edition, pdf: pdfFileName(edition.key) }));
  const all = async (brand: Brand) => run.catalogueOf(brand).all(await filledModels(run.outDir, brand));
  const metrics = new Map(await Promise.all(brands.map(async (brand) => [brand.name, await all(brand)] as const)));
  await composeLists({ ...siteOf(run), published, metrics });
}

async function deliverMails(run: Run, brands: readonly BrandRun[]): Promise<readonly DeliveryRecord[]> {
  const { project, outDir, effects, chartist, chartsIn, looksKey, reports } = run;
  const drawCharts: DeliveryTools['drawCharts'] = async (snapshot, brand) => {
    const report = reports.find(({ name }) => name === snapshot.edition.report);
    return report === undefined ? [] : drawMailCharts({ chartist, uses: chartsIn(report), report, snapshot, brand });
  };
  const due = brands.map(({ brand, index, shelf, works }) => {
    return { brand, index, editions: shelvedOf(shelf, readyOf(works)) };
  });
  const templatesDirs = run.templatesDirs.map((folder) => join(folder, 'mail'));
  const tools = { templatesDirs, looksKey, drawCharts, render: renderText };
  return deliverEditions({ project, outDir, brands: due, tools, effects });
}

function siteOf({ project, templatesDir, siteDir }: Run) {
  return { project, templatesDir, outDir: siteDir, coloursOf: chartColours, sparkline: sparklineOf };
}
