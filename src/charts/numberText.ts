import { expressionFunction } from 'vega';
import { formatNumber, NOTHING, type NumberFormat } from '../lib/format.ts';
import { intlLocale, isolated } from '../lib/intlLocale.ts';

/** How one field's numbers look. Plain data, because it is written into compiled specifications. */
export interface NumberLook {
  readonly format: NumberFormat;
  readonly decimals?: number;
  readonly locale: string;
  readonly currency: string;
  /** Digits as needed rather than always as many: for fields that no metric describes. */
  readonly loose?: boolean;
}

/** Digits after the point that a tick may have in any case. */
const LEAST_DECIMALS: Readonly<Partial<Record<NumberFormat, number>>> = { percent: 1, integer: 0 };

const formatters = new Map<string, Intl.NumberFormat>();

/** A value beside a mark, in full: "1,234", "42.1%". */
export function numberText(value: unknown, fieldFormat: NumberLook): string {
  const number = asNumber(value);
  if (number === null) return NOTHING;
  return fieldFormat.loose === true ? tickText(number, fieldFormat, [0, number]) : formatNumber(number, fieldFormat);
}

/**
 * A tick's label: no needless digits, no halves of what is counted in whole numbers, no unit of time (the axis title has it), and compact where the axis is long:
 * "5K", "€1.2M", "3.4만". All ticks of an axis are compact, or none, which is what `domain` tells.
 */
export function tickText(value: unknown, fieldFormat: NumberLook, domain: readonly unknown[] = [value]): string {
  const number = asNumber(value);
  if (number === null) return '';
  if (fieldFormat.format === 'integer' && Math.abs(number) < 10 && !Number.isInteger(number)) return '';
  const ends = domain.map(Number);
  const longest = Math.max(...ends.map(Math.abs), 0);
  const step = (Math.max(...ends) - Math.min(...ends)) / TICKS;
  const isLong =
    fieldFormat.format !== 'percent' && longest >= 10_000 && (Math.abs(number) >= 10_000 || !isKorean(fieldFormat));
  const inUnits = decimalsFor(step / unitOf(longest, fieldFormat));
  const compact = isLong && inUnits <= MOST_COMPACT_DECIMALS;
  const decimals = compact ? Math.max(1, inUnits) : decimalsFor(fieldFormat.format === 'percent' ? step * 100 : step);
  const text = tickFormatter(fieldFormat, compact, decimals).format(number);
  return isolated(/[1-9]/.test(text) ? text.replace('-', '−') : text.replace('-', ''));
}

/** What a unit of time is called in a language, for axis titles: "days"; "" of other formats. */
export function unitName({ format, locale }: NumberLook): string {
  if (format !== 'days' && format !== 'hours' && format !== 'minutes') return '';
  const unit = new Intl.NumberFormat(intlLocale(locale), {
    style: 'unit',
    unit: format.slice(0, -1),
    unitDisplay: 'long',
  });
  return unit
    .formatToParts(2)
    .filter(({ type }) => type === 'unit')
    .map(({ value }) => value)
    .join('');
}

/** An axis has some five ticks, and no two of them may be labelled alike. */
const TICKS = 5;
const MOST_COMPACT_DECIMALS = 2;
const MOST_DECIMALS = 15;

/** Digits after the point that tell apart what is a step from each other; 0 where steps are whole. */
function decimalsFor(step: number): number {
  return step > 0 && step < 1 ? Math.min(MOST_DECIMALS, Math.ceil(-Math.log10(step))) : 0;
}

/** What a compact number counts: thousands, millions; in Korean 만, 억. */
function unitOf(longest: number, fieldFormat: NumberLook): number {
  const digits = isKorean(fieldFormat) ? 4 : 3;
  return 10 ** Math.min(12, digits * Math.floor(Math.log10(Math.max(longest, 1)) / digits));
}

function tickFormatter(fieldFormat: NumberLook, compact: boolean, decimals: number): Intl.NumberFormat {
  const key = `${fieldFormat.locale} ${fieldFormat.currency} ${fieldFormat.format} ${compact} ${decimals}`;
  const known = formatters.get(key);
  if (known !== undefined) return known;
  const made = new Intl.NumberFormat(intlLocale(fieldFormat.locale), {
    ...(fieldFormat.format === 'percent' ? { style: 'percent' } : {}),
    ...(fieldFormat.format === 'currency'
      ? { style: 'currency', currency: fieldFormat.currency, currencyDisplay: 'narrowSymbol' }
      : {}),
    ...(compact ? { notation: 'compact' } : {}),
    minimumFractionDigits: 0,
    maximumFractionDigits: Math.max(decimals, LEAST_DECIMALS[compact ? 'percent' : fieldFormat.format] ?? 2),
  });
  formatters.set(key, made);
  return made;
}

/** Korean counts in 만 (10,000) and 억; below them a number is written out, never as 천. */
function isKorean({ locale }: NumberLook): boolean {
  return locale.startsWith('ko');
}

function asNumber(value: unknown): number | null {
  if (value === null || value === undefined || value === '') return null;
  const number = Number(value);
  return Number.isFinite(number) ? number : null;
}

/** A key's name as people know it: the label of the metric that a fold made a key of. */
function nameText(value: unknown, names: Readonly<Record<string, string>>): string {
  if (value === null || value === undefined) return NOTHING;
  return names[String(value)] ?? String(value);
}

/** What a specification's compiled form calls while it draws. */
export function registerFormats(): void {
  expressionFunction('numberText', numberText);
  expressionFunction('tickText', tickText);
  expressionFunction('nameText', nameText);
}
