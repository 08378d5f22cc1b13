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

const formatters = new Map<string, Intl.NumberFormat>();

/** A value beside a mark, in full: "1,234", "42.1%". */
export function numberText(value: unknown, look: NumberLook): string {
  const number = asNumber(value);
  if (number === null) return NOTHING;
  return look.loose === true ? tickText(number, look) : formatNumber(number, look);
}

/**
 * A tick's label: no needless digits, no halves of what is counted in whole numbers, no unit of time (the axis title has it), and compact where the axis is long:
 * "5K", "€1.2M", "3.4만". All ticks of an axis are compact, or none, which is what `domain` tells.
 */
export function tickText(value: unknown, look: NumberLook, domain: readonly unknown[] = [value]): string {
  const number = asNumber(value);
  if (number === null) return '';
  if (look.format === 'integer' && Math.abs(number) < 10 && !Number.isInteger(number)) return '';
  const longest = Math.max(...domain.map((end) => Math.abs(Number(end))), 0);
  const compact = look.format !== 'percent' && longest >= 10_000 && (Math.abs(number) >= 10_000 || !isKorean(look));
  const text = tickFormatter(look, compact).format(number);
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

function tickFormatter(look: NumberLook, compact: boolean): Intl.NumberFormat {
  const key = `${look.locale} ${look.currency} ${look.format} ${compact}`;
  const known = formatters.get(key);
  if (known !== undefined) return known;
  const made = new Intl.NumberFormat(intlLocale(look.locale), {
    ...(look.format === 'percent' ? { style: 'percent' } : {}),
    ...(look.format === 'currency'
      ? { style: 'currency', currency: look.currency, currencyDisplay: 'narrowSymbol' }
      : {}),
    ...(compact ? { notation: 'compact' } : {}),
    minimumFractionDigits: 0,
    maximumFractionDigits: compact || look.format === 'percent' ? 1 : look.format === 'integer' ? 0 : 2,
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
