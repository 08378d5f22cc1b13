import type { Cell, Period } from '../types.ts';
import { type DayRuns, dayNumber } from './dayRuns.ts';
import type { Part } from './partOfPeriod.ts';
import type { MeasuredRows } from './sliceRows.ts';

/** A group that began within the periods in question: its first day, its last, and on how many it has rows. */
export interface Young {
  readonly first: number;
  readonly last: number;
  readonly days: number;
}

/** A group is judged where it has rows on nearly all days of its mart since its first; another may have been there all along. */
const DENSE = { share: 0.9, leastDays: 5 };

/** How much of a period there is of a group that began in it; null where it may have been there all along. */
export function partOfYoung(
  group: Young | undefined,
  { whole, period }: { readonly whole: DayRuns | undefined; readonly period: Period },
): Part | null {
  if (group === undefined || whole === undefined || period.grain === 'all_time') return null;
  const [from, to] = [dayNumber(period.start), dayNumber(period.end)];
  if (group.first <= from || group.first >= to || group.days < DENSE.leastDays) return null;
  if (group.days < DENSE.share * countIn(whole, group.first, group.last + 1)) return null;
  const [of, before] = [countIn(whole, from, to), countIn(whole, from, group.first)];
  return before === 0 ? null : { days: of - before, of, isOpen: false };
}

function countIn(days: DayRuns, from: number, to: number): number {
  let count = 0;
  for (let day = Math.max(from, days.first); day < Math.min(to, days.last + 1); day++) if (days.has(day)) count += 1;
  return count;
}

/** Young groups by their key, out of the rows of `youngGroupsSql`. */
export function youngOf({ rows }: MeasuredRows, by: readonly string[]): ReadonlyMap<string, Young> {
  const at = by.length;
  return new Map(
    rows.map((row) => [
      groupKey(by, row.slice(0, at)),
      { first: dayNumber(String(row[at])), last: dayNumber(String(row[at + 1])), days: Number(row[at + 2]) },
    ]),
  );
}

/** A group of a split, whatever the order of its dimensions. */
export function groupKey(by: readonly string[], group: readonly Cell[]): string {
  return JSON.stringify(by.map((name, index) => [name, group[index] ?? null]).sort());
}
