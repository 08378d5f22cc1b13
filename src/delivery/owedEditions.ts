import { join } from 'node:path';
import { readText, writeFileAtomic } from '../lib/files.ts';
import { stableJson } from '../lib/hash.ts';
import { ProblemsError } from '../lib/problem.ts';
import type { EditionInWork, Instant, Period } from '../types.ts';

/** An audience's edition that was held or failed while others of its burst came out: the calendar alone would not ask for it again. */
export interface OwedEdition {
  readonly report: string;
  readonly audience: string;
  readonly period: Period;
  readonly periodName: string;
  readonly dueAt: Instant;
}

/** Nobody waits longer for what did not come out. */
const OWED_AT_MOST = 60;

/** The editions that are owed to a brand's audiences. */
export async function readOwed(outDir: string, brand: string): Promise<readonly OwedEdition[]> {
  const text = await readText(owedPath(outDir, brand));
  return text === undefined ? [] : owedIn(text, owedPath(outDir, brand));
}

/** Throws ProblemsError where the file is not what `writeOwed` wrote: the brand waits until somebody has looked at it. */
function owedIn(text: string, file: string): readonly OwedEdition[] {
  try {
    const value: unknown = JSON.parse(text);
    const isOwed = (one: unknown): boolean => typeof (one as Partial<OwedEdition> | null)?.period?.end === 'string';
    if (Array.isArray(value) && value.every(isOwed)) return value;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  const hint =
    'Restore it from a copy of state/, or remove it: audiences that went without an edition then stay without.';
  throw new ProblemsError([{ file, message: 'This list of editions that are owed to audiences is damaged.', hint }]);
}

/**
 * Remembers what is owed after a run: the editions of audiences that it did not finish, and what it did not look at. To
 * be called before the finished ones are on the shelf, so that a run that dies in between owes nothing less.
 */
export async function writeOwed(request: {
  readonly outDir: string;
  readonly brand: string;
  readonly owed: readonly OwedEdition[];
  readonly works: readonly EditionInWork[];
}): Promise<void> {
  const { outDir, brand, owed, works } = request;
  // A burst that was opened is settled by its editions; of any other nothing is known that was not known before.
  const opened = new Set(works.flatMap(({ key, audience }) => (audience === undefined ? [] : [slotOf(key)])));
  const unfinished = works.flatMap(({ key, dueAt, audience, isReady }): OwedEdition[] => {
    if (audience === undefined || isReady) return [];
    const { report, period, periodName } = key;
    return [{ report, audience: audience.id, period, periodName, dueAt }];
  });
  const left = owed.filter((one) => !opened.has(slotOf(one)));
  const byAudience = Map.groupBy([...left, ...unfinished], ({ report, audience }) =>
    JSON.stringify([report, audience]),
  );
  const kept = [...byAudience.values()]
    .flatMap((all) => all.toSorted((a, b) => (a.period.end < b.period.end ? -1 : 1)).slice(-OWED_AT_MOST))
    .sort((a, b) => (orderOf(a) < orderOf(b) ? -1 : 1));
  const before = stableJson(owed, 1);
  if (stableJson(kept, 1) !== before) await writeFileAtomic(owedPath(outDir, brand), `${stableJson(kept, 1)}\n`);
}

function slotOf({ report, periodName }: { readonly report: string; readonly periodName: string }): string {
  return `${report} ${periodName}`;
}

function orderOf({ report, audience, period }: OwedEdition): string {
  return JSON.stringify([report, period.end, audience]);
}

function owedPath(outDir: string, brand: string): string {
  return join(outDir, 'state', 'owed', `${brand}.json`);
}
