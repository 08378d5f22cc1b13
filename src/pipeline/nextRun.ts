import { nextEditionAt } from '../editions/calendar/nextEdition.ts';
import type { EditionWork } from '../editions/editionWork.ts';
import { writeNextRun } from '../editions/nextRun.ts';
import type { DeliveryRecord } from '../types.ts';
import type { StageName } from './stages.ts';
import type { BrandRun, Run } from './startRun.ts';

const DAY_MS = 86_400_000;

/**
 * Remembers when the next run has something to do. A brand that has no row at all yet is looked at again
 * after a day, and not by each tick of a cron. A run that was asked for some brands or reports alone knows too little.
 */
export async function rememberNextRun(done: {
  readonly run: Run;
  readonly brands: readonly BrandRun[];
  readonly stages: readonly StageName[];
  readonly deliveries: readonly DeliveryRecord[];
}): Promise<void> {
  const { run, brands, stages, deliveries } = done;
  const { project, outDir, effects } = run;
  const isWhole = run.brands.length === project.brands.length && run.reports.length === project.reports.length;
  if (!isWhole || run.since !== undefined) return;
  const commit = effects.env('GITHUB_SHA') ?? null;
  if (stages.includes('publish')) {
    const works = brands.flatMap((brand) => brand.works);
    const provisional = new Set(
      brands
        .flatMap(({ publishedIndex }) => publishedIndex.editions.filter((one) => one.isProvisional))
        .map(({ key }) => key.id),
    );
    const isOpen = (work: EditionWork): boolean => (work.isOpen && !work.isUnbegun) || provisional.has(work.key.id);
    const hasOpenEditions = run.troubles.length > 0 || works.some(isOpen);
    const lookAgainAt = works.some(({ isUnbegun }) => isUnbegun) ? [Date.parse(effects.now) + DAY_MS] : [];
    const next = nextEditionAt({ ...project, now: effects.now });
    const instants = [...(next === undefined ? [] : [Date.parse(next)]), ...lookAgainAt];
    const dueAt = instants.length === 0 ? undefined : new Date(Math.min(...instants)).toISOString();
    await writeNextRun(outDir, { commit, dueAt, hasOpenEditions, hasOpenMails: true });
  }
  const isTroubled = run.troubles.length + run.mailProblems.length > 0;
  const hasOpenMails = isTroubled || deliveries.some(({ status }) => status === 'failed');
  if (stages.includes('deliver')) await writeNextRun(outDir, { commit, hasOpenMails });
}
