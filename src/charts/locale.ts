import type { NumberLocale, TimeLocale } from 'vega';
import { intlLocale } from '../lib/intlLocale.ts';

/** What Vega formats with where a specification names a format of its own ("%b", ",.0f"), after a BCP 47 tag. */
export interface Locale {
  readonly name: string;
  readonly number: NumberLocale;
  readonly time: TimeLocale;
}

const locales = new Map<string, Locale>();

/** Separators, currency, names of months and weekdays as the runtime's own CLDR has them. */
export function localeOf(name: string, currency: string): Locale {
  const key = `${name} ${currency}`;
  const known = locales.get(key);
  if (known !== undefined) return known;
  const made = { name, number: numberLocale(name, currency), time: timeLocale(name) };
  locales.set(key, made);
  return made;
}

function numberLocale(locale: string, currency: string): NumberLocale {
  const format = new Intl.NumberFormat(intlLocale(locale), {
    style: 'currency',
    currency,
    currencyDisplay: 'narrowSymbol',
  });
  const parts = format.formatToParts(-1_234_567.8);
  const part = (type: Intl.NumberFormatPartTypes, otherwise: string): string =>
    parts.find((piece) => piece.type === type)?.value ?? otherwise;
  const decimal =
    new Intl.NumberFormat(intlLocale(locale)).formatToParts(0.5).find(({ type }) => type === 'decimal')?.value ?? '.';
  const symbol = part('currency', currency);
  const after = parts.findIndex(({ type }) => type === 'currency') > parts.findIndex(({ type }) => type === 'integer');
  return {
    decimal,
    thousands: part('group', ','),
    grouping: [3],
    currency: after ? ['', ` ${symbol}`] : [symbol, ''],
    minus: '−',
  };
}

function timeLocale(locale: string): TimeLocale {
  const names = (count: number, first: string, step: 'day' | 'month', style: 'long' | 'short'): readonly string[] =>
    Array.from({ length: count }, (_, index) => {
      const time = new Date(first);
      if (step === 'day') time.setUTCDate(time.getUTCDate() + index);
      else time.setUTCMonth(index);
      const part = step === 'day' ? { weekday: style } : { month: style };
      return new Intl.DateTimeFormat(intlLocale(locale), { ...part, timeZone: 'UTC' }).format(time);
    });
  // 2023-01-01 was a Sunday, with which d3's weeks begin.
  return {
    dateTime: '%x %X',
    date: '%Y-%m-%d',
    time: '%H:%M:%S',
    periods: ['AM', 'PM'],
    days: names(7, '2023-01-01', 'day', 'long'),
    shortDays: names(7, '2023-01-01', 'day', 'short'),
    months: names(12, '2023-01-01', 'month', 'long'),
    shortMonths: names(12, '2023-01-01', 'month', 'short'),
  } as unknown as TimeLocale;
}
