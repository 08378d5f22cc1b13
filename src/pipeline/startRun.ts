import { join } from 'node:path';
import { lazyChartRenderer } from '../charts/lazyChartRenderer.ts';
import { contentKeys, engineKeyOf } from '../config/contentKeys.ts';
import { notYetThere } from '../config/notYetThere.ts';
import { statementName } from '../config/openProject.ts';
import { selectProject } from '../config/selectProject.ts';
import { editionKey, planEditions } from '../editions/calendar/planEditions.ts';
import { checkClock, keepClock } from '../editions/clockGuard.ts';
import type { EditionWork } from '../editions/editionWork.ts';
import { type HeldEdition, readHeldEditions } from '../editions/heldEditions.ts';
import { stateKeeperOf } from '../editions/keepState.ts';
import { planWork } from '../editions/planWork.ts';
import { bucketArchive, folderArchive } from '../editions/published/archive.ts';
import { type DamagedRecord, type PublishedIndex, readPublishedIndex } from '../editions/published/publishedIndex.ts';
import { formerBrandNames, type PublishedSeries, publishedSeries } from '../editions/published/publishedSeries.ts';
import { secretProblems } from '../extracts/secretProblems.ts';
import { ArtifactIndex } from '../lib/artifactIndex.ts';
import { folderHash } from '../lib/folderHash.ts';
import { hashOf } from '../lib/hash.ts';
import { duckdbMemory, type MemoryShares, memoryOf, memoryShares } from '../lib/memory.ts';
import { lockOutput } from '../lib/outputLock.ts';
import { ProblemsError } from '../lib/problem.ts';
import { Stopwatch } from '../lib/stopwatch.ts';
import { editionsWithoutReaders } from '../mail/readers.ts';
import { brandCatalogue, type ReadIn } from '../metrics/brandCatalogue.ts';
import { endOrphanedBrowsers } from '../print/browserProfiles.ts';
import type { Brand, Effects, Limits, Manifest, RunOptions, Site, Unpulled } from '../types.ts';
import { lineageOf } from '../warehouse/lineage.ts';
import { checkedProject } from './checkedProject.ts';
import type { StageName } from './stages.ts';

export type Run = Awaited<ReturnType<typeof startRun>>;
export type BrandRun = Awaited<ReturnType<typeof startBrand>>;

/** All that a run knows before it does anything. */
export async function startRun(stages: readonly StageName[], options: RunOptions, effects: Effects) {
  const { projectDir, engineDir, outDir } = options;
  const memory = memoryShares(memoryOf(options.memory, effects.env), options.jobs);
  const engineKey = await engineKeyOf(engineDir);
  const sourceProblems = stages.includes('pull') ? secretProblems(options, effects) : undefined;
  const { project, bound, remember } = await checkedProject({ projectDir, engineKey, outDir, sourceProblems });
  const lacking = notYetThere(project);
  if (lacking.length > 0) throw new ProblemsError(lacking);
  const { brands, reports } = selectProject(project, options);
  // Who gets a mail is written down when an edition is published, and a run in two parts has one part that publishes.
  const isMailing = stages.includes('publish') || stages.includes('deliver');
  const isDelivery = stages.includes('deliver');
  const isMailedToAudiences = mailedToAudiences(bound);
  if (isMailing && options.since === undefined) {
    const { checkMail } = await import('../mail/send/examineMail.ts');
    await checkMail({ project, brands, reports, isMailedToAudiences, isDelivery, effects });
  }
  const unlock = await lockOutput(outDir, { onWait: (message) => effects.log.warn(message) });
  try {
    await remember();
    await endOrphanedBrowsers(join(outDir, 'staging'));
    await checkClock({ outDir, now: effects.now, isAccepted: options.acceptClock, warn: effects.log.warn });
  } catch (error) {
    await unlock();
    throw error;
  }
  const { names: formerNames, notes } = await formerBrandNames(outDir, project.brands);
  for (const note of notes) effects.log.warn(note);
  const under = (models: readonly string[]) => lineageOf({ models, sourceTables: [] }, bound.uses);
  const readIn: ReadIn = (kind, name) => bound.uses.get(statementName(kind, name)) ?? { models: [], sourceTables: [] };
  return {
    ...{ project, brands, reports, outDir, effects },
    ...{ engineKey, ...(await contentKeys({ projectDir, engineDir, engineKey, project })) },
    ...{ since: options.since, siteDir: join(outDir, 'site'), templatesDir: join(projectDir, 'templates') },
    ...{
      watch: new Stopwatch(),
      renderer: lazyChartRenderer(memory.drawing),
      archive: await archiveOf(project.site, options, effects),
    },
    jobs: options.jobs,
    isRemade: options.since !== undefined || options.rebuild,
    end: async () => {
      if (stages.includes('publish')) await keepClock(outDir, effects.now, options.acceptClock);
      await unlock();
    },
    formerNames,
    uses: bound.uses,
    catalogueOf: (brand: Brand) => brandCatalogue({ brand, project, lineageOf: under, readIn }),
    /** The brands that have something to be made. */
    building: [] as readonly Brand[],
    ...limitsOf(memory, project.limits),
    keeper: isDelivery ? await stateKeeperOf({ outDir, projectDir, engineDir, env: effects.env }) : undefined,
    ...{ selection: options, asked: options.mails, mailProblems: [] as string[] },
    verdicts: [] as Manifest['checks'][number][],
    unpulled: new Map<string, Unpulled>(),
    lost: [] as NonNullable<Manifest['lost']>[number][],
    troubles: [] as NonNullable<Manifest['troubles']>[number][],
  };
}

/** What DuckDB may take, in memory and time: for a pull, for a warehouse that is built, and for one that is read. */
function limitsOf(memory: MemoryShares, { modelMs, queryMs }: Limits) {
  const memoryLimit = duckdbMemory(memory.warehouse);
  return {
    pullMemory: duckdbMemory(memory.pull),
    buildSettings: { settings: { memoryLimit }, modelMs },
    readSettings: { memoryLimit, timeLimitMs: queryMs },
  };
}

/** What is known of a brand before anything is done for it: its published editions, and those that are to be made. */
export async function startBrand(run: Run, brand: Brand) {
  const { templatesDir, outDir, project, reports, effects } = run;
  const publishedIndex = await readPublishedIndex(outDir, [brand.name, ...(run.formerNames.get(brand.name) ?? [])]);
  const own = project.reports.filter((report) => report.brands.includes(brand.name));
  const series = publishedSeries(publishedIndex.editions, own);
  for (const note of series.notes) effects.log.warn(`${brand.name}: ${note}`);
  run.lost.push(...publishedIndex.damaged.map(damagedRecord));
  const { held: known, damage } = await readHeldEditions(outDir, brand.name);
  if (damage !== undefined) run.troubles.push({ stage: 'publish', reason: damage });
  const reportNamed = (name: string) => own.find((report) => report.name === name);
  const damagedIds = new Set(publishedIndex.damaged.map(({ id }) => id));
  const isDamaged = ({ report: name, period, audience }: HeldEdition): boolean => {
    const report = reportNamed(name);
    return report !== undefined && damagedIds.has(editionKey(brand, report, period, audience).id);
  };
  const held = known.filter((one) => !isPublished(one, publishedIndex, series) && !isDamaged(one));
  const publishedUntil = (_: string, name: string) => {
    const report = reportNamed(name);
    return report === undefined ? undefined : series.publishedUntil(report);
  };
  const planned = planEditions({ brands: [brand], reports, now: effects.now, publishedUntil, since: run.since, held });
  const works = planWork({ planned, publishedIndex, series, held, isRemade: run.isRemade });
  const index = await ArtifactIndex.open(outDir, brand.name);
  const themeKey = hashOf([run.themeKey, brand, await folderHash(join(templatesDir, 'brands', brand.name))]);
  const restored: readonly EditionWork[] = [];
  const unaddressed = await editionsWithoutReaders(outDir, brand.name);
  return { run, brand, publishedIndex, series, held, unaddressed, works, restored, index, themeKey };
}

/** Where the files of published editions are kept. A folder goes by the project's own, whatever the output folder is. */
async function archiveOf({ archive }: Site, { outDir }: RunOptions, { env }: Effects) {
  const place = archive?.place ?? join(outDir, 'state', 'archive');
  if (!place.startsWith('s3://')) return folderArchive(place);
  // A vendor's client is loaded by those who need it.
  const { openObjectStore } = await import('../connectors/s3/objectStore.ts');
  return bucketArchive(openObjectStore({ address: place, variables: 'BROADSHEET_ARCHIVE', env }));
}

/** Whether an edition came out all the same, in a run that died before it had written so. */
function isPublished(
  { report, audience, period }: HeldEdition,
  { editions }: PublishedIndex,
  series: PublishedSeries,
): boolean {
  return editions.some(
    ({ key }) =>
      series.nameOf(key) === report &&
      key.audience === audience &&
      key.period.start === period.start &&
      key.period.grain === period.grain,
  );
}

/** Whether the query that names a report's audiences names their readers too. */
export function mailedToAudiences(bound: {
  readonly columnsOf: ReadonlyMap<string, readonly { readonly name: string }[]>;
}): (report: { readonly burst?: { readonly query: string } | undefined }) => boolean {
  return ({ burst }) =>
    burst !== undefined &&
    (bound.columnsOf.get(statementName('query', burst.query)) ?? []).some(({ name }) => name === 'recipients');
}

function damagedRecord({ id, path, reason }: DamagedRecord): NonNullable<Manifest['lost']>[number] {
  const told = `Its record cannot be read: ${reason}. Restore ${path} from a copy of state/, or make the edition again with broadsheet backfill.`;
  return { edition: id, reason: told };
}
