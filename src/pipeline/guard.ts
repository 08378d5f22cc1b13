import { readyOf } from '../editions/editionWork.ts';
import { reasonsOf } from '../lib/problem.ts';
import type { StageName } from './stages.ts';
import type { BrandRun, Run } from './startRun.ts';

/** One stage of one brand. What goes wrong in it fails the brand's editions that are still on their way, and no other's. */
export function step(name: StageName, brand: BrandRun, work: () => Promise<void>): Promise<void> {
  return guarded(name, brand, () => brand.run.watch.time(name, work));
}

/** The same of work that is no stage of its own. */
export async function guarded(
  name: StageName,
  { run, brand, works, index }: BrandRun,
  work: () => Promise<void>,
): Promise<void> {
  try {
    await work();
    await index.save();
  } catch (error) {
    const reasons = reasonsOf(error);
    for (const edition of readyOf(works)) edition.fail(reasons);
    run.effects.log.warn(`${brand.name}, ${name}: ${reasons.join('\n')}`);
    // What was made before it is worth keeping; where even that fails, the next run makes it again.
    await index.save().catch(() => undefined);
  }
}

/** A stage of the site as a whole: what goes wrong in it is told at the end, and keeps no other stage from its work. */
export async function siteStep<T>(run: Run, stage: StageName, work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await run.watch.time(stage, work);
  } catch (error) {
    const reasons = reasonsOf(error);
    run.troubles.push(...reasons.map((reason) => ({ stage, reason })));
    run.effects.log.warn(`${stage}: ${reasons.join('\n')}`);
    return undefined;
  }
}
