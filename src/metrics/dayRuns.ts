import { addDays, daysBetween } from '../lib/period.ts';
import type { IsoDay } from '../types.ts';

/** The days on which a mart, or one part of it, has rows; days are counted from 1970-01-01. */
export interface DayRuns {
  readonly first: number;
  readonly last: number;
  /** How many days have rows. */
  readonly count: number;
  has(day: number): boolean;
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

/** Reads runs of consecutive days, oldest first: "2026-09-28+56 2026-12-01+3". Undefined where there are none. */
export function dayRuns(text: string): DayRuns | undefined {
  const all = text.split(' ').flatMap((run): (readonly [number, number])[] => {
    const [day = '', length = ''] = run.split('+');
    return length === '' ? [] : [[dayNumber(day), Number(length)]];
  });
  const runs = withoutStrays(all);
  const [head, tail] = [runs[0], runs.at(-1)];
  if (head === undefined || tail === undefined) return undefined;
  const first = head[0];
  const last = tail[0] + tail[1] - 1;
  const filled = new Uint8Array(last - first + 1);
  for (const [start, length] of runs) filled.fill(1, start - first, start - first + length);
  const count = runs.reduce((sum, [, length]) => sum + length, 0);
  const between = runs.slice(1).map(([start], index) => start - endOf(runs[index]));
  const gaps = [...Array.from({ length: count - runs.length }, () => 1), ...between.sort((a, b) => a - b)];
  return { first, last, count, gaps, has: (day) => filled[day - first] === 1 };
}

type Runs = readonly (readonly [number, number])[];

function endOf(run: readonly [number, number] | undefined): number {
  return run === undefined ? 0 : run[0] + run[1] - 1;
}

function withoutStrays(runs: Runs): Runs {
  const total = runs.reduce((sum, [, length]) => sum + length, 0);
  let passed = 0;
  for (const [index, run] of runs.entries()) {
    passed += run[1];
    if (passed > STRAY.share * total) return runs;
    const next = runs[index + 1];
    if (next !== undefined && next[0] - endOf(run) > STRAY.gapDays) return withoutStrays(runs.slice(index + 1));
  }
  return runs;
}

/** 1 for Monday … 7 for Sunday. */
export function weekdayOf(number: number): number {
  return ((((number + 3) % 7) + 7) % 7) + 1;
}
