import { formatNumber, type NumberLook } from '../lib/format.ts';
import { isSteady } from '../lib/isSteady.ts';
import type { Comparison, Metric, Reading } from '../types.ts';
import type { Amount, Movement } from './phraseTypes.ts';

/** Who reads: decides language, digits and currency. */
export interface Reader {
  readonly locale: string;
  readonly currency: string;
}

/** From ten times on, "rose 1,900%" says less than "rose from 3 to 60". */
const MANY_TIMES = 9;

/** A share of fewer than these says less than they do: "rose from 7 to 13", not "rose 85.7%". */
const FEW = 20;

/** How a metric's numbers are written. */
export function lookOf({ format, decimals }: Metric, reader: Reader): NumberLook {
  return { format, locale: reader.locale, currency: reader.currency, ...(decimals === undefined ? {} : { decimals }) };
}

/**
 * What a reading is told against: the period before, also where only its series knows it, else a year ago. Nothing, where its own
 * period is not whole; those that are not whole stand in neither.
 */
export function earlierOf({
  compared,
  series,
  partial,
}: Reading): { readonly than: Comparison; readonly before: number } | undefined {
  if (partial !== undefined) return undefined;
  const previous = compared.previous?.value ?? series.at(-2) ?? null;
  if (previous !== null) return { than: 'previous', before: previous };
  const yearAgo = compared.year_ago?.value ?? null;
  return yearAgo === null ? undefined : { than: 'year_ago', before: yearAgo };
}

/** How far a value moved, in the words of a metric's format. */
export function movementOf(
  value: number,
  earlier: { readonly than: Comparison; readonly before: number } | undefined,
  metric: Metric,
  reader: Reader,
): Movement {
  if (earlier === undefined) return { kind: 'unknown' };
  const { than, before } = earlier;
  if (isSteady(value, before, metric)) return { kind: 'steady', than };
  const written = formatNumber(before, lookOf(metric, reader));
  const up = value > before;
  const isFrom =
    metric.format !== 'percent' &&
    (before === 0 || isFew(before, metric) || Math.abs(value / before - 1) >= MANY_TIMES);
  if (isFrom) return { kind: 'from', up, than, before: written };
  return { kind: 'by', up, than, before: written, amount: amountOf(value, before, metric, reader) };
}

/** The size of a change: points for shares, a share for amounts, and an amount where signs make a share senseless. */
export function amountOf(value: number, before: number, metric: Metric, reader: Reader): Amount {
  const look = lookOf(metric, reader);
  const difference = Math.abs(value - before);
  if (metric.format === 'percent') {
    return {
      unit: 'points',
      text: formatNumber(difference * 100, { ...look, format: 'decimal', decimals: metric.decimals ?? 1 }),
    };
  }
  if (before <= 0 || value < 0 || isFew(before, metric))
    return { unit: 'number', text: formatNumber(difference, look) };
  const share = difference / before;
  return { unit: 'share', text: formatNumber(share, { ...look, format: 'percent', decimals: share >= 1 ? 0 : 1 }) };
}

function isFew(before: number, { format }: Metric): boolean {
  return format === 'integer' && Math.abs(before) < FEW;
}
