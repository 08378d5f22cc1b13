import { nextEditionAt } from '../calendar/nextEdition.ts';
import { writeNextRun } from '../delivery/nextRun.ts';
import type { DeliveryRecord } from '../types.ts';
import type { BrandRun, Run, StageName } from './startRun.ts';

/** Remembers when the next run has something to do. A run that was asked for some brands or reports alone knows too little. */
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
      brands.flatMap(({ shelf }) => shelf.editions.filter((one) => one.isProvisional)).map(({ key }) => key.id),
    );
    const hasOpenEditions =
      run.troubles.length > 0 || works.some((work) => work.isOpen || provisional.has(work.key.id));
    const dueAt = nextEditionAt({ ...project, now: effects.now });
    await writeNextRun(outDir, { commit, dueAt, hasOpenEditions, hasOpenMails: true });
  }
  const isTroubled = run.troubles.length + run.mailProblems.length > 0;
  const hasOpenMails = isTroubled || deliveries.some(({ status }) => status === 'failed');
  if (stages.includes('deliver')) await writeNextRun(outDir, { commit, hasOpenMails });
}
