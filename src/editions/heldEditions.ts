import { rename } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { readText, writeFileAtomic } from '../lib/files.ts';
import { sha256, stableJson } from '../lib/hash.ts';
import type { Instant, Period, Report } from '../types.ts';
import type { EditionWork } from './editionWork.ts';

/**
 * An edition that was held or failed: once a later one of its report, or others of its burst, are out, the calendar alone
 * would not ask for it again.
 */
export interface HeldEdition {
  readonly report: string;
  /** Null where the report is no burst. */
  readonly audience: string | null;
  readonly period: Period;
  readonly periodName: string;
  readonly dueAt: Instant;
}

/** More than this are not made up for: the oldest are dropped. */
const HELD_AT_MOST = 60;

/**
 * The editions of a brand that are still to come out, though their period may be past. A list that is not what
 * `writeOwed` wrote is kept aside and told once, as `damage`: what follows from the calendar comes out all the same.
 */
export async function readHeldEditions(
  outDir: string,
  brand: string,
): Promise<{ readonly held: readonly HeldEdition[]; readonly damage?: string }> {
  const path = heldPath(outDir, brand);
  const text = await readText(path);
  const held = text === undefined ? [] : heldIn(text);
  if (held !== undefined) return { held };
  const kept = `damaged-${sha256(text ?? '').slice(0, 8)}-${basename(path)}`;
  await rename(path, join(dirname(path), kept));
  const damage = `${path}: this list of editions that were held back cannot be read; it is kept as ${kept}. What was held back after the last published edition comes out; what was held back before it stays out, unless you restore the list from a copy of state/ or make it with broadsheet backfill.`;
  return { held: [], damage };
}

function heldIn(text: string): readonly HeldEdition[] | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) && value.every(isHeldEdition) ? value : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function isHeldEdition(value: unknown): value is HeldEdition {
  const { report, audience, period, periodName, dueAt } = (value ?? {}) as Partial<HeldEdition>;
  const texts = [report, periodName, dueAt, period?.start, period?.end, period?.grain];
  return texts.every((text) => typeof text === 'string') && (audience === null || typeof audience === 'string');
}

/**
 * Writes the held editions after a run: those that it did not finish, and those that it did not look at. A report that
 * has published nothing yet has none. To be called before the finished ones are in the published index and after, so
 * that a run that dies in between forgets none.
 */
export async function writeHeldEditions(request: {
  readonly outDir: string;
  readonly brand: string;
  readonly held: readonly HeldEdition[];
  readonly works: readonly EditionWork[];
  /** Whether a report has published anything. */
  readonly hasBegun: (report: Report) => boolean;
  /** Whether what is finished is in the published index by now: until then it is on the list too. */
  readonly isPublished: boolean;
}): Promise<void> {
  const { outDir, brand, held, works, hasBegun, isPublished } = request;
  // A burst that was opened is replaced by its editions; of any other nothing is known that was not known before.
  const isOwn = ({ report, audience }: EditionWork): boolean => audience !== undefined || report.burst === undefined;
  const opened = new Set(works.filter((work) => isOwn(work) && !work.isUnchanged).map(({ key }) => slotOf(key)));
  const unfinished = works.flatMap((work): HeldEdition[] => {
    const { key, dueAt, audience } = work;
    const isWaiting = work.isOpen || (work.isReady && !isPublished);
    if (!isOwn(work) || !isWaiting || (audience === undefined && !hasBegun(work.report))) return [];
    const { report, period, periodName } = key;
    return [{ report, audience: audience?.id ?? null, period, periodName, dueAt }];
  });
  const left = held.filter((one) => !opened.has(slotOf(one)));
  const byAudience = Map.groupBy([...left, ...unfinished], ({ report, audience }) =>
    JSON.stringify([report, audience]),
  );
  const kept = [...byAudience.values()]
    .flatMap((all) => all.toSorted((a, b) => (a.period.end < b.period.end ? -1 : 1)).slice(-HELD_AT_MOST))
    .sort((a, b) => (orderOf(a) < orderOf(b) ? -1 : 1));
  const path = heldPath(outDir, brand);
  const before = (await readText(path)) ?? '[]\n';
  const text = `${stableJson(kept, 1)}\n`;
  if (text !== before) await writeFileAtomic(path, text);
}

function slotOf({ report, periodName }: { readonly report: string; readonly periodName: string }): string {
  return `${report} ${periodName}`;
}

function orderOf({ report, audience, period }: HeldEdition): string {
  return JSON.stringify([report, period.end, audience]);
}

function heldPath(outDir: string, brand: string): string {
  return join(outDir, 'state', 'owed', `${brand}.json`);
}
