import { boundedCache } from './boundedCache.ts';
/**
 * Calendar arithmetic on days and periods. Days are ISO strings without a zone, so nothing here depends on one; a
 * period's end is the day after its last.
 */

/** The grains whose periods follow each other; `all_time` has one, from the first row to the edition's end. */
export const GRAINS = ['day', 'week', 'month', 'quarter', 'year'] as const;
export type CalendarGrain = (typeof GRAINS)[number];
export type Grain = CalendarGrain | 'all_time';

export const WEEKDAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;
export type Weekday = (typeof WEEKDAYS)[number];

export interface Period {
  readonly grain: Grain;
  readonly start: string;
  readonly end: string;
}

/** How many periods a block shows where nothing is said. */
export const PERIODS_SHOWN = 13;

/** Where all time begins: before any row. */
export const BEGINNING = '0001-01-01';

const DAY_MS = 86_400_000;
const MONTHS_OF: Readonly<Record<'month' | 'quarter' | 'year', number>> = { month: 1, quarter: 3, year: 12 };

/** The day `count` days later (earlier where negative). */
export function addDays(day: string, count: number): string {
  return isoDay(new Date(utc(day).getTime() + count * DAY_MS));
}

/** Whole days from one day to another. */
export function daysBetween(from: string, to: string): number {
  return Math.round((utc(to).getTime() - utc(from).getTime()) / DAY_MS);
}

/** 1 for Monday … 7 for Sunday. */
export function isoWeekday(day: string): number {
  return ((utc(day).getUTCDay() + 6) % 7) + 1;
}

/** The period of a grain that a day lies in. */
export function periodOf(day: string, grain: CalendarGrain, weekStart: Weekday): Period {
  const start = startOf(day, grain, weekStart);
  return { grain, start, end: step(start, grain, 1) };
}

/** The period `count` periods later (earlier where negative). All time has no neighbour. */
export function shiftPeriod(period: Period, count: number): Period {
  if (period.grain === 'all_time') throw new Error('All time has no period before or after it.');
  const start = step(period.start, period.grain, count);
  return { grain: period.grain, start, end: step(start, period.grain, 1) };
}

/** The last `count` periods that have closed by the day `endsBy` (which may be their end), oldest first. */
export function closedPeriods(request: {
  readonly grain: Grain;
  readonly endsBy: string;
  readonly count: number;
  readonly weekStart: Weekday;
}): readonly Period[] {
  const { grain, endsBy, count, weekStart } = request;
  const key = `${grain} ${endsBy} ${count} ${weekStart}`;
  const known = closed.get(key);
  if (known !== undefined) return known;
  const last = lastClosed(request);
  const found =
    last.grain === 'all_time'
      ? [last]
      : Array.from({ length: count }, (_, index) => shiftPeriod(last, index - count + 1));
  closed.set(key, found);
  return found;
}

/** Every block of every edition asks for the same few rows of periods, several times. */
const closed = boundedCache<readonly Period[]>(500);

/** The last period of a grain that has closed by the day `endsBy`; all time is over on any day. */
export function lastClosed(request: {
  readonly grain: Grain;
  readonly endsBy: string;
  readonly weekStart: Weekday;
}): Period {
  const { grain, endsBy, weekStart } = request;
  if (grain === 'all_time') return { grain, start: BEGINNING, end: endsBy };
  return shiftPeriod(periodOf(endsBy, grain, weekStart), -1);
}

/** The period that a year-on-year comparison takes: 52 weeks earlier for days and weeks, so that weekdays match. */
export function yearAgo(period: Period): Period {
  if (period.grain === 'day') return shiftPeriod(period, -364);
  if (period.grain === 'week') return shiftPeriod(period, -52);
  if (period.grain === 'all_time') return shiftPeriod(period, -1);
  return shiftPeriod(period, -12 / MONTHS_OF[period.grain]);
}

/** "2026-11-16", "2026-W47", "2026-11", "2026-Q4", "2026". A week takes its number from the ISO week that its fourth day lies in. */
export function periodName(period: Period): string {
  const [year = '', month = ''] = period.start.split('-');
  switch (period.grain) {
    case 'day':
      return period.start;
    case 'week':
      return weekName(period.start);
    case 'month':
      return `${year}-${month}`;
    case 'quarter':
      return `${year}-Q${Math.ceil(Number(month) / 3)}`;
    case 'year':
      return year;
    case 'all_time':
      return `until-${period.end}`;
  }
}

/** The ISO year and week number of the week that begins on a day. */
export function isoWeekOf(start: string): { readonly year: number; readonly week: number } {
  const middle = addDays(start, 3);
  const thursday = addDays(middle, 4 - isoWeekday(middle));
  const year = Number(thursday.slice(0, 4));
  return { year, week: Math.floor(daysBetween(`${thursday.slice(0, 4)}-01-01`, thursday) / 7) + 1 };
}

function weekName(start: string): string {
  const { year, week } = isoWeekOf(start);
  return `${String(year).padStart(4, '0')}-W${String(week).padStart(2, '0')}`;
}

function startOf(day: string, grain: CalendarGrain, weekStart: Weekday): string {
  const [year = '', month = ''] = day.split('-');
  switch (grain) {
    case 'day':
      return day;
    case 'week':
      return addDays(day, -((isoWeekday(day) - 1 - WEEKDAYS.indexOf(weekStart) + 7) % 7));
    case 'month':
      return `${year}-${month}-01`;
    case 'quarter':
      return `${year}-${String(Math.floor((Number(month) - 1) / 3) * 3 + 1).padStart(2, '0')}-01`;
    case 'year':
      return `${year}-01-01`;
  }
}

function step(start: string, grain: CalendarGrain, count: number): string {
  if (grain === 'day') return addDays(start, count);
  if (grain === 'week') return addDays(start, count * 7);
  const date = utc(start);
  date.setUTCMonth(date.getUTCMonth() + count * MONTHS_OF[grain]);
  return isoDay(date);
}

function utc(day: string): Date {
  return new Date(`${day}T00:00:00Z`);
}

function isoDay(date: Date): string {
  return date.toISOString().slice(0, 10);
}
