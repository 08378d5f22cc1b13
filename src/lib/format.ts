/** Numbers, days and periods as people read them. Always a stated locale; null is always "–". */

import type { Words } from '../types.ts';
import { intlLocale, isolated } from './intlLocale.ts';
import { addDays, type Period } from './period.ts';
import { say } from './words.ts';

export type NumberFormat = 'integer' | 'decimal' | 'percent' | 'currency' | 'days' | 'hours' | 'minutes';

export interface NumberLook {
  readonly format: NumberFormat;
  /** Digits after the decimal point; the format's default where absent. */
  readonly decimals?: number;
  readonly locale: string;
  /** ISO 4217; needed by `currency` alone. */
  readonly currency: string;
  /** Where amounts of several currencies stand beside each other, "$" could be anybody's: "US$", "A$". */
  readonly isOneOfMany?: boolean;
}

export const NOTHING = '–';
const MINUS = '−';

const DEFAULT_DECIMALS: Readonly<Record<NumberFormat, number>> = {
  integer: 0,
  decimal: 2,
  percent: 1,
  currency: 0,
  days: 1,
  hours: 1,
  minutes: 1,
};

/** From here on digits in full say nothing and fit nowhere: "1.2E30". */
const TOO_LONG = 1e21;
const SCIENTIFIC: Intl.NumberFormatOptions = {
  notation: 'scientific',
  minimumFractionDigits: 0,
  maximumFractionDigits: 2,
};

const formatters = new Map<string, Intl.NumberFormat>();
const dateFormatters = new Map<string, Intl.DateTimeFormat>();

/** A value in full: "1,234", "42.1%", "€1,234.50", "3.5 days". */
export function formatNumber(value: number | null | undefined, look: NumberLook): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return NOTHING;
  if (Math.abs(value) >= TOO_LONG) return typographic(formatter(look, SCIENTIFIC).format(value));
  const decimals = decimalsOf(look);
  return typographic(
    formatter(look, { minimumFractionDigits: decimals, maximumFractionDigits: decimals }).format(value),
  );
}

/** A number that no double is, by its digits: as many of them after the point as the look says. */
export function formatLongNumber(digits: `${number}`, look: NumberLook): string {
  const decimals = decimalsOf(look);
  const fraction = { minimumFractionDigits: decimals, maximumFractionDigits: decimals };
  return typographic(formatter(look, fraction).format(digits));
}

/** No more digits than the currency has: there is no hundredth of a won. */
function decimalsOf(look: NumberLook): number {
  const decimals = look.decimals ?? DEFAULT_DECIMALS[look.format];
  if (look.format !== 'currency' || decimals === 0) return decimals;
  return Math.min(decimals, formatter(look, {}).resolvedOptions().maximumFractionDigits ?? decimals);
}

/** A value in little room: "1.2K", "₩3.4만", "42%". */
export function formatCompact(value: number | null | undefined, look: NumberLook): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return NOTHING;
  const isShort = Math.abs(value) < 10_000 || Math.abs(value) >= TOO_LONG;
  if (look.format === 'percent' || isShort) return formatNumber(value, look);
  const { format } = formatter(look, {
    notation: 'compact',
    useGrouping: 'always',
    minimumFractionDigits: 0,
    maximumFractionDigits: 1,
  });
  return typographic(format(value));
}

/**
 * A change between two values: "+4.2%" of `change` (a share), or, for a percent metric, its `difference` in points:
 * "+1.3 pts". From eleven times the earlier `value` on it is told as times: "×358" where "+35,748%" would be read by nobody.
 */
export function formatChange(
  compared: { readonly change: number | null; readonly difference: number | null; readonly value?: number | null },
  look: NumberLook,
  words: Words,
): string {
  if (look.format === 'percent') {
    if (compared.difference === null) return NOTHING;
    return say(words, 'points', { change: signed(compared.difference * 100, look.locale, look.decimals ?? 1) });
  }
  if (compared.change === null) return NOTHING;
  if (compared.change >= MANY_TIMES && (compared.value ?? 0) > 0)
    return say(words, 'times', {
      factor: formatNumber(1 + compared.change, { ...look, format: 'integer', decimals: 0 }),
    });
  return `${signed(compared.change * 100, look.locale, Math.abs(compared.change) >= 10 ? 0 : 1)}%`;
}

/** A change of more than a thousand per cent. */
const MANY_TIMES = 10;

export type DayStyle = 'long' | 'short' | 'numeric';

const DAY_STYLES: Readonly<Record<DayStyle, Intl.DateTimeFormatOptions>> = {
  long: { day: 'numeric', month: 'long', year: 'numeric' },
  short: { day: 'numeric', month: 'short' },
  numeric: { day: '2-digit', month: '2-digit', year: 'numeric' },
};

/** "16 November 2026", "16 Nov", "16/11/2026". */
export function formatDay(day: string, locale: string, style: DayStyle = 'long'): string {
  return isolated(dates(locale, { ...DAY_STYLES[style], timeZone: 'UTC' }).format(utc(day)));
}

/** A period in words: "16 November 2026", "16–22 November 2026", "November 2026", "Q4 2026", "2026". */
export function formatPeriod(period: Period, words: Words): string {
  const { grain, start, end } = period;
  const { locale } = words;
  const year = String(Number(start.slice(0, 4)));
  switch (grain) {
    case 'day':
      return formatDay(start, locale);
    case 'week':
      return tidyRange(
        dates(locale, { ...DAY_STYLES.long, timeZone: 'UTC' }).formatRange(utc(start), utc(addDays(end, -1))),
      );
    case 'month':
      return isolated(dates(locale, { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(utc(start)));
    case 'quarter':
      return say(words, 'quarter_of', { year, quarter: Math.ceil(Number(start.slice(5, 7)) / 3) });
    case 'year':
      return say(words, 'year', { year });
    case 'all_time':
      return say(words, 'all_time', { day: formatDay(addDays(end, -1), locale) });
  }
}

/** A period in little room, as the head of a narrow column: "16 Nov" (a day, and a week by its first), "Nov 2026", "Q4 2026". */
export function formatPeriodShort(period: Period, words: Words): string {
  const { locale } = words;
  switch (period.grain) {
    case 'day':
    case 'week':
      return formatDay(period.start, locale, 'short');
    case 'month':
      return isolated(dates(locale, { month: 'short', year: 'numeric', timeZone: 'UTC' }).format(utc(period.start)));
    default:
      return formatPeriod(period, words);
  }
}

/** An instant in a time zone: "22 Nov 2026, 23:52 SGT". */
export function formatInstant(instant: string, locale: string, timeZone: string): string {
  const format = dates(locale, {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZone,
    timeZoneName: 'short',
  });
  return isolated(format.format(new Date(instant)));
}

/** What data are as of: an instant, or a day where they tell no time: "22 Nov 2026, 23:52 SGT", "22 November 2026". */
export function formatAsOf(at: string, locale: string, timeZone: string): string {
  return /^\d{4}-\d\d-\d\d$/.test(at) ? formatDay(at, locale) : formatInstant(at, locale, timeZone);
}

/** Intl is slow to set up: each formatter is made once. */
function dates(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${locale} ${JSON.stringify(options)}`;
  const known = dateFormatters.get(key);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat(intlLocale(locale), options);
  dateFormatters.set(key, made);
  return made;
}

function signed(value: number, locale: string, decimals: number): string {
  const key = `${locale} signed ${decimals}`;
  const digits = { minimumFractionDigits: decimals, maximumFractionDigits: decimals };
  const made =
    formatters.get(key) ?? new Intl.NumberFormat(intlLocale(locale), { ...digits, signDisplay: 'exceptZero' });
  formatters.set(key, made);
  return typographic(made.format(value));
}

function formatter(look: NumberLook, digits: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = `${look.locale} ${look.format} ${look.currency} ${look.isOneOfMany} ${digits.notation} ${digits.maximumFractionDigits}`;
  const known = formatters.get(key);
  if (known !== undefined) return known;
  const made = new Intl.NumberFormat(intlLocale(look.locale), { ...digits, ...styleOf(look) });
  formatters.set(key, made);
  return made;
}

function styleOf(look: NumberLook): Intl.NumberFormatOptions {
  switch (look.format) {
    case 'percent':
      return { style: 'percent' };
    case 'currency':
      return {
        style: 'currency',
        currency: look.currency,
        currencyDisplay: look.isOneOfMany === true ? 'symbol' : 'narrowSymbol',
      };
    case 'days':
    case 'hours':
    case 'minutes':
      return { style: 'unit', unit: look.format.slice(0, -1), unitDisplay: 'long' };
    default:
      return {};
  }
}

/** A true minus sign, and no negative zero. */
function typographic(text: string): string {
  return isolated(/[1-9]/.test(text) ? text.replace('-', MINUS) : text.replace('-', ''));
}

/** Plain spaces in place of the thin ones of CLDR, and none around a dash between two numbers. */
function tidyRange(text: string): string {
  return isolated(text.replace(/[\u2009\u202f]/g, ' ').replace(/(\d\.?) – (\d)/, '$1–$2'));
}

function utc(day: string): Date {
  return new Date(`${day}T00:00:00Z`);
}
