/**
 * The whole run, a line a stage: the only file that knows the order. Each stage is a function of files that the stage
 * before wrote, so any of them can be run alone; each artifact is kept with a hash of all that it was made from, so a
 * stage whose inputs have not changed does no work.
 */
import { join } from 'node:path';
import { openBursts } from './editions/burst/burstEditions.ts';
import { editionKey } from './editions/calendar/planEditions.ts';
import { readyOf } from './editions/editionWork.ts';
import { leaveUnbegun } from './editions/leaveUnbegun.ts';
import { restoreEditions } from './editions/published/restoreEditions.ts';
import { writeManifest } from './editions/writeManifest.ts';
import { limited } from './lib/limited.ts';
import { letYoungSpaceGrow } from './lib/youngSpace.ts';
import { guarded, siteStep, step } from './pipeline/guard.ts';
import { rememberNextRun } from './pipeline/nextRun.ts';
import type { StageName } from './pipeline/stages.ts';
import { type BrandRun, startBrand, startRun } from './pipeline/startRun.ts';
import { lazyPrinter } from './print/printEditions.ts';
import type { Effects, Manifest, RunOptions } from './types.ts';

/** The stages' own folders, loaded by those runs that have something for them to do. */
const folders = {
  pull: () => import('./pipeline/pullStage.ts'),
  brand: () => import('./pipeline/brandStages.ts'),
  publish: () => import('./pipeline/publishStage.ts'),
  site: () => import('./pipeline/siteStages.ts'),
  deliver: () => import('./pipeline/deliverStage.ts'),
} as const;

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
  const brands = await Promise.all(run.brands.map((brand) => startBrand(run, brand)));
  const isBuilding = ({ works, unaddressed }: BrandRun): boolean => readyOf(works).length > 0 || unaddressed.length > 0;
  run.building = brands.filter(isBuilding).map(({ brand }) => brand);
  const isPullAlone = stages.length === 1;
  if (stages.includes('pull'))
    await siteStep(run, 'pull', async () => {
      if (isPullAlone || run.building.length > 0) await (await folders.pull()).pullSources(run, isPullAlone);
      else letYoungSpaceGrow();
    });
  const printer = lazyPrinter({
    ...{ effects, siteDir: run.siteDir, siteUrl: run.project.site.baseUrl },
    profilesDir: join(run.outDir, 'staging'),
  });
  const limit = limited(options.jobs);
  const built = new Map(run.brands.map(({ name }) => [name, Promise.withResolvers<void>()]));
  const bringOut = async (brand: BrandRun): Promise<void> => {
    await Promise.all((brand.brand.spans ?? []).map(({ name }) => built.get(name)?.promise));
    // Printing has its own queue: while the browser works on some brands' pages, the next brands are built.
    await limit(async () => {
      const isBuilt = stages.includes('build') && run.building.includes(brand.brand);
      if (isBuilt) await step('build', brand, async () => (await folders.brand()).buildSnapshots(brand));
      else
        await guarded('build', brand, async () => {
          await leaveUnbegun({ works: readyOf(brand.works), outDir: run.outDir, brand: brand.brand.name });
          await openBursts({ ...brand, outDir: run.outDir, keyOf: editionKey });
        });
      if (stages.includes('compose') && stages.includes('publish'))
        await guarded('compose', brand, async () => {
          brand.restored = await restoreEditions({ ...run, ...brand });
        });
      if (stages.includes('compose'))
        await step('compose', brand, async () => {
          if (isInHand(brand)) await (await folders.brand()).composePages(brand);
        });
    });
    built.get(brand.brand.name)?.resolve();
    if (stages.includes('print'))
      await step('print', brand, async () => {
        if (isInHand(brand)) await (await folders.brand()).printPages(brand, printer);
      });
    if (stages.includes('publish')) await step('publish', brand, async () => (await folders.publish()).publish(brand));
  };
  await Promise.all(brands.map(bringOut));
  await printer.close();
  const publishes = stages.includes('publish');
  if (publishes) await siteStep(run, 'publish', async () => (await folders.site()).publishLists(run, brands));
  const mails = stages.includes('deliver')
    ? await siteStep(run, 'deliver', async () => (await folders.deliver()).deliverMails(run, brands))
    : [];
  const deliveries = mails ?? [];
  await rememberNextRun({ run, brands, stages, deliveries });
  return writeManifest({ ...run, brands, publishes, stages: run.watch.stages, deliveries });
}

/** Whether a brand has an edition whose page and PDF are to be made: else neither is looked for, nor what makes them loaded. */
function isInHand({ works, restored }: BrandRun): boolean {
  return readyOf([...works, ...restored]).length > 0;
}
