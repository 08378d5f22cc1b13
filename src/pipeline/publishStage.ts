import { readyOf } from '../editions/editionWork.ts';
import { writeHeldEditions } from '../editions/heldEditions.ts';
import { type NewEdition, publishEditions } from '../editions/published/publishEditions.ts';
import { oweMails } from '../mail/ledger/fillOutbox.ts';
import type { Report } from '../types.ts';
import type { BrandRun } from './startRun.ts';

/** Publishes a brand's finished editions, and writes down which are still to come out and to whom mails are owed. */
export async function publish(work: BrandRun): Promise<void> {
  const { run, brand, index, works, restored, publishedIndex, series } = work;
  const editions = [...readyOf(works), ...readyOf(restored)];
  const { outDir, archive, project, effects, since } = run;
  // Held editions are written before the finished ones are in the published index: a run that dies in between forgets none.
  const hasBegun = (report: Report): boolean => series.publishedUntil(report) !== undefined;
  const isOut = new Set(publishedIndex.editions.map(({ key }) => key.id));
  const unpublished = works.filter(({ key }) => !isOut.has(key.id));
  const unfinished = { outDir, brand: brand.name, held: work.held, works: unpublished, hasBegun };
  const beforeShelving = async (appearing: readonly NewEdition[]): Promise<void> => {
    await writeHeldEditions({ ...unfinished, isPublished: false });
    const [isFirst, isBackfill] = [
      publishedIndex.editions.length === 0 && publishedIndex.damaged.length === 0,
      since !== undefined,
    ];
    const problems = await oweMails({ outDir, project, brand, editions: appearing, isFirst, isBackfill, effects });
    run.mailProblems.push(...problems);
  };
  const { teams } = project;
  work.publishedIndex = await publishEditions({
    outDir,
    archive,
    brand,
    teams,
    index,
    editions,
    publishedIndex,
    beforeShelving,
  });
  await writeHeldEditions({ ...unfinished, isPublished: true });
}
