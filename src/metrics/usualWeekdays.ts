import { CHANCE, usualMisses } from './chance.ts';
import { type DayRange, type DayRuns, weekdayOf } from './dayRuns.ts';

/** So far on both sides of a period its days are held against those around it: half a year. */
const AROUND_DAYS = 182;
/** Of a weekday that has rows in 95 of 100 weeks, or lacks them once in six weeks or more, each is expected. */
const RHYTHM = { share: 0.95, leastWeeks: 6 };
/** Up to one day in ten without rows may be chance: a desk that nobody wrote to. */
const FEW = 0.1;
/** Fewer days with rows than this tell of a rhythm only where they follow each other. */
export const LEAST_DAYS = 7;

interface WeekdayCount {
  all: number;
  filled: number;
  rows: number;
  /** By how many rows one of these days differs from that of the week before, where both have any. */
  readonly steps: number[];
}

export interface UsualWeekdays {
  readonly weekdays: ReadonlySet<number>;
  /** Those that have rows in most weeks, and so many that none at all is no chance. */
  readonly busy: ReadonlySet<number>;
  readonly missRate: number;
  /** By weekday; none where only the run of days itself could tell. */
  readonly arrivals: ReadonlyMap<number, number>;
}

/** The weekdays that have rows in nearly all of the weeks around a run of days, itself left out unless there is nothing else. */
export function usualWeekdays(days: DayRuns, range: DayRange): UsualWeekdays {
  const start = Math.max(days.first, range.from - AROUND_DAYS);
  const end = Math.min(days.last, range.to + AROUND_DAYS - 1);
  const isOutside = (day: number): boolean => day < range.from || day >= range.to;
  const outside = Math.max(0, range.from - start) + Math.max(0, end + 1 - Math.max(start, range.to));
  const isTold = outside >= LEAST_DAYS;
  const counts = new Map<number, WeekdayCount>();
  for (let day = start; day <= end; day++) {
    if (isTold && !isOutside(day)) continue;
    const weekday = weekdayOf(day);
    const count = counts.get(weekday) ?? { all: 0, filled: 0, rows: 0, steps: [] };
    counts.set(weekday, count);
    const [own, weekBefore] = [days.rowsOn(day), isTold && !isOutside(day - 7) ? 0 : days.rowsOn(day - 7)];
    count.all += 1;
    count.rows += own;
    if (own > 0) count.filled += 1;
    if (own > 0 && weekBefore > 0) count.steps.push(own - weekBefore);
  }
  const usual = isEvenlyMissed(counts)
    ? [...counts]
    : [...counts].filter(([, { all, filled }]) => all - filled <= allowedMisses(all));
  const known = usual.map(([day]) => day);
  const [all, filled] = usual.reduce(([a, f], [, count]) => [a + count.all, f + count.filled], [0, 0]);
  const missRate = isTold && all > 0 ? (all - filled) / all : 0;
  const arrivals = new Map(isTold ? [...counts].map(([day, count]) => [day, arrivalsIn(count)]) : []);
  const busy = [...arrivals].filter(([day, mean]) => Math.exp(-mean) < CHANCE && isMostlyFilled(counts.get(day)));
  // A weekday that nobody has seen yet is like the others, where these agree.
  const isEvery = known.length > 0 && known.length === counts.size;
  return {
    weekdays: new Set(isEvery ? [1, 2, 3, 4, 5, 6, 7] : known),
    busy: new Set(busy.map(([day]) => day)),
    missRate,
    arrivals,
  };
}

function isMostlyFilled(count: WeekdayCount | undefined): boolean {
  return count !== undefined && count.filled * 2 > count.all;
}

/**
 * How many arrivals a day of a weekday has: its mean rows, where these differ from week to week as those of a Poisson distribution
 * do; fewer where they differ more, since then several come at once (the lines of an order). A slow growth is no difference.
 */
function arrivalsIn({ all, rows, steps }: WeekdayCount): number {
  const mean = rows / all;
  if (steps.length === 0 || rows === 0) return mean;
  const variance = steps.reduce((sum, step) => sum + step ** 2, 0) / steps.length / 2;
  return mean / Math.max(1, variance / mean);
}

/**
 * Whether a few days at random have no rows, and none because of its weekday. To choose among weekdays then those that happen to
 * lack few would find a rhythm that is stricter than the data's own.
 */
function isEvenlyMissed(counts: ReadonlyMap<number, WeekdayCount>): boolean {
  const [all, filled] = [...counts.values()].reduce(([a, f], count) => [a + count.all, f + count.filled], [0, 0]);
  const rate = all === 0 ? 1 : (all - filled) / all;
  return rate <= FEW && [...counts.values()].every((count) => count.all - count.filled <= usualMisses(rate, count.all));
}

function allowedMisses(weeks: number): number {
  return Math.max(weeks >= RHYTHM.leastWeeks ? 1 : 0, Math.floor((1 - RHYTHM.share) * weeks + 1e-9));
}
