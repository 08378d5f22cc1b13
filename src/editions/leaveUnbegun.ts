import { join } from 'node:path';
import { readJson, writeFileAtomic } from '../lib/files.ts';
import { addDays } from '../lib/period.ts';
import { ProblemsError } from '../lib/problem.ts';
import type { IsoDay, Log, Report } from '../types.ts';
import type { EditionWork } from './editionWork.ts';

/**
 * Takes out the editions of periods that were over before the first row of what they show: nobody was counting yet, and
 * a page without a number is no news. Which these are is kept for the stages that run by themselves; without `source`
 * it is read. A report whose first row cannot be known, because its marts cannot be read, is left in: what fails is told
 * where it fails.
 */
export async function leaveUnbegun(request: {
  readonly works: readonly EditionWork[];
  readonly outDir: string;
  readonly brand: string;
  readonly source?: {
    readonly firstRowOf: (report: Report) => Promise<IsoDay | null>;
    readonly log: Pick<Log, 'info'>;
  };
}): Promise<void> {
  const { works, outDir, brand, source } = request;
  const path = join(outDir, 'unbegun', `${brand}.json`);
  if (source === undefined) {
    const known = (await readJson<readonly string[]>(path)) ?? [];
    for (const edition of works) if (known.includes(edition.key.id)) edition.leave();
    return;
  }
  const left: string[] = [];
  for (const edition of works) {
    const { id, period } = edition.key;
    const first = await source.firstRowOf(edition.report).catch(unknownWhere);
    edition.hasNoRows = first === null;
    if (first == null || first < period.end) continue;
    source.log.info(`${id}: its data begin on ${first}, after ${addDays(period.end, -1)}. No edition.`);
    edition.leave();
    left.push(id);
  }
  await writeFileAtomic(path, JSON.stringify(left));
}

/** A mart that could not be asked is told where its numbers are. */
function unknownWhere(error: unknown): undefined {
  if (!(error instanceof ProblemsError)) throw error;
}
