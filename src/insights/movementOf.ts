import { isSteady } from '../lib/isSteady.ts';
import type { Comparison, Grain, Message, MessageValue, Metric, Reading, WrittenNumber } from '../types.ts';

/** Who reads: decides language and currency. */
export interface Reader {
  readonly locale: string;
  readonly currency: string;
}

type Values = Readonly<Record<string, MessageValue>>;

/** From ten times on, "rose 1,900%" says less than "rose from 3 to 60". */
const MANY_TIMES = 9;

/** A share of fewer than these says less than they do: "rose from 7 to 13", not "rose 85.7%". */
const FEW = 20;

/** A metric's value, as it is written. */
export function written(number: number | null, { format, decimals }: Metric, { currency }: Reader): WrittenNumber {
  return { number, format, currency, ...(decimals === undefined ? {} : { decimals }) };
}

/** Which way it went; shares climb and drop where amounts grow and shrink, and some languages tell them apart. */
export function wayOf(up: boolean, isShare: boolean): Values {
  return { way: up ? 'up' : 'down', is_share: isShare ? 'yes' : 'no' };
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
  { metric, reader, grain }: { readonly metric: Metric; readonly reader: Reader; readonly grain: Grain },
): Message {
  const is = written(value, metric, reader);
  if (earlier === undefined) return { id: 'told_value', values: { value: is } };
  const { than, before } = earlier;
  if (isSteady(value, before, metric)) return { id: 'told_steady', values: { value: is, than, grain } };
  const isShare = metric.format === 'percent';
  const values = { value: is, than, grain, was: written(before, metric, reader), ...wayOf(value > before, isShare) };
  const isFrom = !isShare && (before === 0 || isFew(before, metric) || Math.abs(value / before - 1) >= MANY_TIMES);
  if (isFrom) return { id: 'told_from', values };
  return { id: 'told_by', values: { ...values, ...amountOf(value, before, metric, reader) } };
}

/** The size of a change: points for shares, a share for amounts, and an amount where signs make a share senseless. */
export function amountOf(value: number, before: number, metric: Metric, reader: Reader): Values {
  const difference = Math.abs(value - before);
  const { currency } = reader;
  if (metric.format === 'percent') {
    const amount = { number: difference * 100, format: 'decimal', decimals: metric.decimals ?? 1, currency } as const;
    return { unit: 'points', amount };
  }
  if (before <= 0 || value < 0 || isFew(before, metric))
    return { unit: 'number', amount: written(difference, metric, reader) };
  const share = difference / before;
  return { unit: 'share', amount: { number: share, format: 'percent', decimals: share >= 1 ? 0 : 1, currency } };
}

function isFew(before: number, { format }: Metric): boolean {
  return format === 'integer' && Math.abs(before) < FEW;
}
