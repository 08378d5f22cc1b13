import { boundedCache } from '../lib/boundedCache.ts';
import { formatDay, formatPeriod } from '../lib/format.ts';
import { intlLocale, isolated } from '../lib/intlLocale.ts';
import { addDays, type Period, periodOf } from '../lib/period.ts';
import type { Brand, CalendarGrain } from '../types.ts';

/** A number of no stated format: as many digits as it takes, up to two after the point. */
export function plainNumber(value: number, locale: string): string {
  // What is smaller than a hundredth is not nothing.
  const size = Math.abs(value);
  const digits = size > 0 && size < 0.01 ? Math.min(15, Math.ceil(-Math.log10(size)) + 1) : 2;
  const options = { maximumFractionDigits: digits };
  return once(numbers, `${locale} ${digits}`, () => new Intl.NumberFormat(intlLocale(locale), options))
    .format(value)
    .replace('-', '−');
}

/** A day, or the period that begins on it, as a table has room for it: "28 Sept – 4 Oct 2026". */
export function dayText(day: string, grain: CalendarGrain | 'none', { words, weekStart }: Brand): string {
  const { locale } = words;
  return once(dayTexts, `${locale} ${weekStart} ${grain} ${day}`, () => {
    if (grain === 'none') return formatDay(day, locale);
    const period = periodOf(day, grain, weekStart);
    return grain === 'week' ? weekText(period, locale) : formatPeriod(period, words);
  });
}

function weekText({ start, end }: Period, locale: string): string {
  const options = { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' } as const;
  const text = once(weeks, locale, () => new Intl.DateTimeFormat(intlLocale(locale), options))
    .formatRange(new Date(`${start}T00:00:00Z`), new Date(`${addDays(end, -1)}T00:00:00Z`))
    .replace(/[\u2009\u202f]/g, ' ')
    .replace(/(\d) – (\d)/, '$1–$2');
  return isolated(text);
}

/** Intl is slow to set up, and a page says the same days in many tables: each is worded once. */
const numbers = new Map<string, Intl.NumberFormat>();
const weeks = new Map<string, Intl.DateTimeFormat>();
const dayTexts = boundedCache<string>(20_000);

interface Known<T> {
  get(key: string): T | undefined;
  set(key: string, made: NoInfer<T>): unknown;
}

function once<T>(known: Known<T>, key: string, make: () => T): T {
  const found = known.get(key);
  if (found !== undefined) return found;
  const made = make();
  known.set(key, made);
  return made;
}
