import { expressionFunction } from 'vega';
import { intlLocale, isolated } from '../lib/intlLocale.ts';
import { languageOf } from '../lib/localText.ts';
import { say } from '../lib/words.ts';
import type { Words } from '../types.ts';

/**
 * The ticks of an axis of days. A chart of periods has a tick where a period begins, never in between, which is why
 * they come from the data and not from the scale: "3 Nov" for days and weeks, "Nov" for months, "Q4", "2026". The year
 * stands under the first tick and under each that begins another year. All in UTC: a day has no time zone.
 */
export interface DayTicks {
  /** Chosen days as ISO strings, for scales of categories, and as milliseconds, for scales of time. */
  readonly days: readonly string[];
  readonly times: readonly number[];
  /** Lines of text per millisecond. */
  readonly labels: Readonly<Record<number, readonly string[]>>;
  /** Milliseconds of ticks that begin another year than the tick before. */
  readonly newYears: readonly number[];
}

type Step = 'day' | 'month' | 'quarter' | 'year';

const DAY_MS = 86_400_000;
const MONTH_STEPS = [1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200];
const LABEL_PX: Readonly<Record<Step, number>> = { day: 54, month: 36, quarter: 36, year: 44 };
const KOREAN_DAY_PX = 74;

/** Ticks for the days that a column holds, as many as `width` pixels have room for. */
export function dayTicks(cells: readonly unknown[], { width, words }: { width: number; words: Words }): DayTicks {
  const { locale } = words;
  const times = [...new Set(cells.map(timeOf).filter((time) => time !== null))].sort((a, b) => a - b);
  const step = stepOf(times);
  const room = step === 'day' && languageOf(locale) === 'ko' ? KOREAN_DAY_PX : LABEL_PX[step];
  const chosen = choose(times, step, Math.max(2, Math.floor(width / room)));
  const labels: Record<number, readonly string[]> = {};
  const newYears: number[] = [];
  chosen.forEach((time, index) => {
    const before = chosen[index - 1];
    const turns = before === undefined || yearOf(before) !== yearOf(time);
    labels[time] = labelOf(time, step, words, turns);
    if (turns && before !== undefined && step !== 'year') newYears.push(time);
  });
  return { days: chosen.map(dayOf), times: chosen, labels, newYears };
}

/** Milliseconds of an ISO day, or of a time that a scale hands over. */
export function timeOf(value: unknown): number | null {
  if (value === null || value === undefined) return null;
  const time = typeof value === 'string' ? Date.parse(value) : Number(value);
  return Number.isFinite(time) ? time : null;
}

/** What a specification's compiled form calls while it draws. */
export function registerDayLabels(): void {
  expressionFunction('dayLabel', (value: unknown, ticks: DayTicks, locale: string) => {
    const time = timeOf(value);
    return time === null ? '–' : (ticks.labels[time] ?? dayText(time, locale));
  });
  expressionFunction('isNewYear', (value: unknown, ticks: DayTicks) => ticks.newYears.includes(timeOf(value) ?? NaN));
  expressionFunction('dayText', (value: unknown, locale: string) => {
    const time = timeOf(value);
    return time === null ? '–' : dayText(time, locale);
  });
}

function stepOf(times: readonly number[]): Step {
  const months = times.map((time) => new Date(time));
  if (times.length < 2 || !months.every((day) => day.getUTCDate() === 1)) return 'day';
  if (months.every((day) => day.getUTCMonth() === 0)) return 'year';
  return months.every((day) => day.getUTCMonth() % 3 === 0) ? 'quarter' : 'month';
}

/** Days and weeks are counted back from the last, which is the one that a report is about; months fall on round ones. */
function choose(times: readonly number[], step: Step, most: number): readonly number[] {
  if (step === 'day') {
    const every = Math.ceil(times.length / most);
    return times.filter((_, index) => (times.length - 1 - index) % every === 0);
  }
  const fits = MONTH_STEPS.map((every) => times.filter((time) => monthCount(time) % every === 0));
  return fits.find((chosen) => chosen.length > 0 && chosen.length <= most) ?? times.slice(-1);
}

function labelOf(time: number, step: Step, words: Words, withYear: boolean): readonly string[] {
  const year = String(yearOf(time));
  if (step === 'year') return [year];
  return withYear ? [shortText(time, step, words), year] : [shortText(time, step, words)];
}

function shortText(time: number, step: Exclude<Step, 'year'>, words: Words): string {
  if (step === 'quarter') {
    const quarter = Math.floor(new Date(time).getUTCMonth() / 3) + 1;
    return say(words, 'quarter', { quarter });
  }
  const parts: Intl.DateTimeFormatOptions = step === 'month' ? { month: 'short' } : { day: 'numeric', month: 'short' };
  return isolated(dates(words.locale, parts).format(time));
}

/** A day in full, in little room: "16 Nov 2026". */
export function dayText(time: number, locale: string): string {
  return isolated(dates(locale, { day: 'numeric', month: 'short', year: 'numeric' }).format(time));
}

const formatters = new Map<string, Intl.DateTimeFormat>();

/** To make a formatter costs a hundred times what it costs to use one. */
function dates(locale: string, parts: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = JSON.stringify([locale, parts]);
  const known = formatters.get(key);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat(intlLocale(locale), { ...parts, timeZone: 'UTC' });
  formatters.set(key, made);
  return made;
}

function monthCount(time: number): number {
  return yearOf(time) * 12 + new Date(time).getUTCMonth();
}

function yearOf(time: number): number {
  return new Date(time).getUTCFullYear();
}

function dayOf(time: number): string {
  return new Date(Math.floor(time / DAY_MS) * DAY_MS).toISOString().slice(0, 10);
}
