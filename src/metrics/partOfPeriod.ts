import { WEEKDAYS } from '../lib/period.ts';
import type { ExpectedDays, PartOfDays } from '../types.ts';
import { type DayRuns, dayNumber, dayOf, weekdayOf } from './dayRuns.ts';

/** A run of days: the first, and the one after the last. */
export interface DayRange {
  readonly from: number;
  readonly to: number;
}

export interface Part extends PartOfDays {
  /** Whether what is missing may still come: days that the data have not reached, or skip. */
  readonly isOpen: boolean;
}

export interface PartLook {
  readonly expects?: ExpectedDays | undefined;
  /** A stock stands whole on its last day, however many days before it have no row. */
  readonly isStock?: boolean;
  /** The first day whose rows a pull can not have brought whole. */
  readonly pulledUntil?: number | undefined;
  /** In a part of a mart: only days count on which the mart has rows, and a sparse part is not judged. */
  readonly within?: DayRuns | undefined;
  /** The period before, where the rows measure a period against it. */
  readonly before?: DayRange | undefined;
}

/** So far on both sides of a period its days are held against those around it: half a year. */
const AROUND_DAYS = 182;
/** Of a weekday that has rows in 95 of 100 weeks, or lacks them once in six weeks or more, each is expected. */
const RHYTHM = { share: 0.95, leastWeeks: 6 };
/** Up to one day in ten without rows may be chance: a desk that nobody wrote to. */
const FEW = 0.1;
/** Days without rows are chance where one such table in a hundred has as many. */
const CHANCE = 0.01;
/** Fewer days with rows than this tell of a rhythm only where they follow each other. */
const LEAST_DAYS = 7;
const LEAST_RUN = 3;
/** Fewer gaps than this do not tell how long a gap may be. */
const LEAST_GAPS = 5;

/**
 * How much of a run of days there is, or null where it is whole. Where the days around it show on which weekdays rows
 * are to be expected, every such day counts: one without rows is missing, but for a date that has none in any year. Where they show
 * none, the table is sparse, and only its edges count, by its own rhythm: a first row that comes later than 95 of 100 of its rows
 * follow each other, and an end that is further back than any gap before. Nothing is to be said of a run of days that ends before the first row.
 */
export function partOfPeriod(days: DayRuns, range: DayRange, look: PartLook = {}): Part | null {
  if (range.to <= days.first) return null;
  return partOfRange(days, range, look) ?? partBefore(days, look);
}

/** Of the period before, all is missing where the first row is later than its end: who was new then is not known. */
function partBefore(days: DayRuns, look: PartLook): Part | null {
  const { before } = look;
  if (before === undefined) return null;
  const isBefore = true;
  if (before.to <= days.first) return { days: 0, of: before.to - before.from, isOpen: false, isBefore };
  const part = partOfRange(days, before, look);
  return part === null ? null : { ...part, isBefore };
}

function partOfRange(days: DayRuns, range: DayRange, look: PartLook): Part | null {
  const expected = expectedDays(days, range, look);
  if (expected === undefined) return look.within === undefined ? partOfSparse(days, range, look) : null;
  const { on: isExpected, awaited, missRate, arrivals } = expected;
  const isBusy = (day: number): boolean => isExpected(day) || awaited(day);
  const { pulledUntil = Number.POSITIVE_INFINITY } = look;
  let [present, of, skipped, byChance, isOpen] = [0, 0, 0, 0, false];
  for (let day = range.from; day < range.to; day++) {
    const isLate = day > days.last || day >= pulledUntil;
    const has = days.has(day) && day < pulledUntil;
    const isDue = isLate || day < days.first ? isBusy(day) : isExpected(day);
    const counts = has || (isDue && (look.within?.has(day) ?? true) && !isHoliday(day, days, isBusy));
    if (!counts) continue;
    of += 1;
    if (isExpected(day)) byChance += Math.exp(-arrivals(day));
    if (has || (look.isStock === true && !isLate)) present += 1;
    else isOpen ||= day > days.first;
    if (!has && !isLate && day >= days.first) skipped += 1;
  }
  const missing = of - present;
  const isUsual = missing === skipped && missing <= Math.max(usualMisses(missRate, of), likelyMisses(byChance));
  return missing === 0 || isUsual ? null : { days: present, of, isOpen };
}

/** Days that should have rows, how many of a hundred of them have none all the same, as a share, and how many arrivals they have, as a mean. */
interface Rhythm {
  readonly on: (day: number) => boolean;
  /** Whether a day after the last row, or before the first, should have rows: nobody knows that it is one of the few without. */
  readonly awaited: (day: number) => boolean;
  readonly missRate: number;
  readonly arrivals: (day: number) => number;
}

/** What a mart's file says is meant of each day, and of no other, however few rows it may have. */
const DECLARED = { missRate: 0, awaited: () => false, arrivals: () => Number.POSITIVE_INFINITY };

/**
 * How many days of a run of days may have no rows where some days around it have none either: what the rate makes likely,
 * with two standard deviations of a Poisson distribution. Where all days around it have rows, none.
 */
function usualMisses(missRate: number, days: number): number {
  const mean = missRate * days;
  return Math.floor(mean + 2 * Math.sqrt(mean));
}

/**
 * How many days may have no rows by chance, where so many are to be expected: of a desk with four tickets on a day, one day in
 * fifty-five (a Poisson distribution). Of a shop with hundreds of receipts, none.
 */
function likelyMisses(mean: number): number {
  let [misses, share, more] = [0, Math.exp(-mean), 1 - Math.exp(-mean)];
  while (more >= CHANCE) {
    misses += 1;
    share *= mean / misses;
    more -= share;
  }
  return misses;
}

/** Which days should have rows; undefined where nothing tells. */
function expectedDays(days: DayRuns, range: DayRange, { expects }: PartLook): Rhythm | undefined {
  if (expects === 'sparse') return undefined;
  if (expects === 'every_day') return { ...DECLARED, on: () => true };
  if (expects !== undefined) {
    const on = (day: number): boolean => expects.some((name) => WEEKDAYS.indexOf(name) + 1 === weekdayOf(day));
    return { ...DECLARED, on };
  }
  if (days.count < LEAST_RUN || (days.count < LEAST_DAYS && days.count < days.last - days.first + 1)) return undefined;
  const { weekdays, busy, missRate, arrivals } = usualWeekdays(days, range);
  if (weekdays.size === 0) return undefined;
  return {
    ...{ missRate, on: (day) => weekdays.has(weekdayOf(day)), awaited: (day) => busy.has(weekdayOf(day)) },
    arrivals: (day) => arrivals.get(weekdayOf(day)) ?? Number.POSITIVE_INFINITY,
  };
}

interface WeekdayCount {
  readonly all: number;
  readonly filled: number;
  readonly rows: number;
  /** By how many rows one of these days differs from that of the week before, where both have any. */
  readonly steps: readonly number[];
}

interface UsualWeekdays {
  readonly weekdays: ReadonlySet<number>;
  /** Those that have rows in most weeks, and so many that none at all is no chance. */
  readonly busy: ReadonlySet<number>;
  readonly missRate: number;
  /** By weekday; none where only the run of days itself could tell. */
  readonly arrivals: ReadonlyMap<number, number>;
}

/** The weekdays that have rows in nearly all of the weeks around a run of days, itself left out unless there is nothing else. */
function usualWeekdays(days: DayRuns, range: DayRange): UsualWeekdays {
  const start = Math.max(days.first, range.from - AROUND_DAYS);
  const end = Math.min(days.last, range.to + AROUND_DAYS - 1);
  const isOutside = (day: number): boolean => day < range.from || day >= range.to;
  const outside = Math.max(0, range.from - start) + Math.max(0, end + 1 - Math.max(start, range.to));
  const isTold = outside >= LEAST_DAYS;
  const counts = new Map<number, WeekdayCount>();
  for (let day = start; day <= end; day++) {
    if (isTold && !isOutside(day)) continue;
    const { all, filled, rows, steps } = counts.get(weekdayOf(day)) ?? { all: 0, filled: 0, rows: 0, steps: [] };
    const [own, weekBefore] = [days.rowsOn(day), isTold && !isOutside(day - 7) ? 0 : days.rowsOn(day - 7)];
    const step = own > 0 && weekBefore > 0 ? [own - weekBefore] : [];
    const isFilled = own > 0 ? 1 : 0;
    counts.set(weekdayOf(day), {
      all: all + 1,
      filled: filled + isFilled,
      rows: rows + own,
      steps: [...steps, ...step],
    });
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
  return { weekdays: new Set(isEvery ? [1, 2, 3, 4, 5, 6, 7] : known), busy: new Set(busy.map(([day]) => day)), missRate, arrivals };
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

/** Whether a date has no rows in any other year in which it should, of which there is at least one: New Year's Day of a shop. */
function isHoliday(day: number, days: DayRuns, isExpected: (day: number) => boolean): boolean {
  const [year = '', date = ''] = [dayOf(day).slice(0, 4), dayOf(day).slice(4)];
  if (date === '-02-29') return false;
  const firstYear = Number(dayOf(days.first).slice(0, 4));
  const lastYear = Number(dayOf(days.last).slice(0, 4));
  let seen = 0;
  for (let other = firstYear; other <= lastYear; other++) {
    const same = dayNumber(`${String(other).padStart(4, '0')}${date}`);
    if (other === Number(year) || same < days.first || same > days.last || !isExpected(same)) continue;
    if (days.has(same)) return false;
    seen += 1;
  }
  return seen > 0;
}

function partOfSparse(days: DayRuns, range: DayRange, { isStock = false, pulledUntil }: PartLook): Part | null {
  const of = range.to - range.from;
  const { gaps } = days;
  const usual = gaps[Math.ceil(0.95 * gaps.length) - 1] ?? 0;
  const longest = gaps.at(-1) ?? 0;
  const isTold = gaps.length >= LEAST_GAPS;
  const start = isTold && !isStock && days.first - range.from > usual ? days.first : range.from;
  const end = isTold && range.to - 1 - days.last > longest ? Math.max(range.from, days.last + 1) : range.to;
  const until = Math.max(range.from, Math.min(end, pulledUntil ?? end));
  const left = Math.max(0, until - start);
  return left === of ? null : { days: left, of, isOpen: until < range.to };
}
