import { WEEKDAYS } from '../lib/period.ts';
import type { ExpectedDays, PartOfDays } from '../types.ts';
import { likelyMisses, usualMisses } from './chance.ts';
import { type DayRange, type DayRuns, dayNumber, dayOf, weekdayOf } from './dayRuns.ts';
import { LEAST_DAYS, usualWeekdays } from './usualWeekdays.ts';

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
