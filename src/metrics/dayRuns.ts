import { addDays, daysBetween } from '../lib/period.ts';
import type { Cell, IsoDay } from '../types.ts';

/** A run of days: the first, and the one after the last. */
export interface DayRange {
  readonly from: number;
  readonly to: number;
}

/** The days on which a mart, or one part of it, has rows; days are counted from 1970-01-01. */
export interface DayRuns {
  readonly first: number;
  readonly last: number;
  /** How many days have rows. */
  readonly count: number;
  has(day: number): boolean;
  /** How many rows a day has; 35 stand for more. */
  rowsOn(day: number): number;
  /** Days from one with rows to the next one, shortest first; 1 from a day to the day after. */
  readonly gaps: readonly number[];
}

const EPOCH = '1970-01-01';
/** A stray row is not where data begin: one of years before all others, among some hundred. */
const STRAY = { gapDays: 366, share: 0.01 };

/** A day as its number. */
export function dayNumber(day: IsoDay): number {
  return daysBetween(EPOCH, day);
}

/** A number as its day. */
export function dayOf(number: number): IsoDay {
  return addDays(EPOCH, number);
}

/** Reads runs of consecutive days, oldest first, as `dayRunsSql` writes them: a digit of base 36 for each day's rows. Undefined where there are none. */
export function dayRuns(text: string): DayRuns | undefined {
  const all = text.split(' ').flatMap((run): readonly Run[] => {
    const [day = '', sizes = ''] = run.split('+');
    return sizes === '' ? [] : [{ start: dayNumber(day), sizes }];
  });
  const runs = withoutStrays(all);
  const [head, tail] = [runs[0], runs.at(-1)];
  if (head === undefined || tail === undefined) return undefined;
  const first = head.start;
  const last = endOf(tail);
  const rows = new Uint8Array(last - first + 1);
  for (const { start, sizes } of runs)
    for (let at = 0; at < sizes.length; at++) rows[start - first + at] = Number.parseInt(sizes.charAt(at), 36);
  return runsOfRows(first, rows);
}

/** By the rows of each day from the first on; the first day and the last have rows. */
function runsOfRows(first: number, rows: Uint8Array): DayRuns {
  const filled = [...rows.keys()].filter((at) => rows[at] !== 0);
  const gaps = filled.slice(1).map((at, index) => at - (filled[index] ?? 0));
  const rowsOn = (day: number): number => rows[day - first] ?? 0;
  return {
    ...{ first, last: first + rows.length - 1, count: filled.length, gaps: gaps.sort((a, b) => a - b) },
    ...{ rowsOn, has: (day) => rowsOn(day) > 0 },
  };
}

/**
 * The days of a mart with those of others, which go on where it has no new row: from its own first day on, until the others end.
 * Its own days alone where the others have none since.
 */
export function continuedRuns(own: DayRuns | undefined, others: readonly (DayRuns | undefined)[]): DayRuns | undefined {
  const going = others.filter((other) => other !== undefined && own !== undefined && other.last >= own.first);
  if (own === undefined || going.length === 0) return own;
  const all = [own, ...going.filter((other) => other !== undefined)];
  const last = Math.max(...all.slice(1).map((other) => other.last));
  const rowsOn = (day: number): number => all.reduce((sum, days) => sum + days.rowsOn(day), 0);
  return runsOfRows(
    own.first,
    Uint8Array.from({ length: last - own.first + 1 }, (_, at) => Math.min(35, rowsOn(own.first + at))),
  );
}

type Rows = readonly (readonly Cell[])[];

/** Parsed once for each answer: a burst asks for every audience. */
const parsed = new WeakMap<Rows, ReadonlyMap<string, DayRuns>>();

/** By value of the first column; under the empty name where `dayRunsSql` was asked for no dimension. */
export function runsIn(rows: Rows): ReadonlyMap<string, DayRuns> {
  const known = parsed.get(rows);
  if (known !== undefined) return known;
  const made = new Map(
    rows.flatMap((row) => {
      const runs = dayRuns(String(row.at(-1) ?? ''));
      return runs === undefined ? [] : [[row.length > 1 ? String(row[0] ?? '') : '', runs] as const];
    }),
  );
  parsed.set(rows, made);
  return made;
}

/** Days that follow each other: the first, and a digit for each. */
interface Run {
  readonly start: number;
  readonly sizes: string;
}

function endOf(run: Run | undefined): number {
  return run === undefined ? 0 : run.start + run.sizes.length - 1;
}

function withoutStrays(runs: readonly Run[]): readonly Run[] {
  const total = runs.reduce((sum, { sizes }) => sum + sizes.length, 0);
  let passed = 0;
  for (const [index, run] of runs.entries()) {
    passed += run.sizes.length;
    if (passed > STRAY.share * total) return runs;
    const next = runs[index + 1];
    if (next !== undefined && next.start - endOf(run) > STRAY.gapDays) return withoutStrays(runs.slice(index + 1));
  }
  return runs;
}

/** 1 for Monday … 7 for Sunday. */
export function weekdayOf(number: number): number {
  return ((((number + 3) % 7) + 7) % 7) + 1;
}
