import { isSteady } from '../lib/isSteady.ts';
import { shiftPeriod } from '../lib/period.ts';
import type { Message, Metric, Period, Reading } from '../types.ts';
import { amountOf, type Reader, wayOf, written } from './movementOf.ts';

/** A fact and how much it adds to the weight of its metric's news; at most 1. */
export interface WeighedFact {
  readonly fact: Message;
  readonly weight: number;
}

/** Fewer periods than this make neither a record nor a run. */
const LEAST = { record: 6, run: 3 };

/** What else there is to say of a reading, the weightiest first: target, record, run, a year ago; of a part of a period, nothing. */
export function factsOf(request: {
  readonly reading: Reading;
  readonly metric: Metric;
  readonly period: Period;
  readonly reader: Reader;
}): readonly WeighedFact[] {
  if (request.reading.partial !== undefined) return [];
  const facts = [targetFact(request), recordFact(request), runFact(request), yearAgoFact(request)];
  return facts.filter((fact) => fact !== undefined).sort((a, b) => b.weight - a.weight);
}

type FactRequest = Parameters<typeof factsOf>[0];

function targetFact({ reading, metric, reader }: FactRequest): WeighedFact | undefined {
  const { target } = reading;
  if (target === undefined || target.met === null || reading.value === null) return undefined;
  const { atLeast, atMost, met } = target;
  const isFloor = atLeast !== undefined && (met || atMost === undefined || reading.value < atLeast);
  const limit = written((isFloor ? atLeast : atMost) ?? null, metric, reader);
  const values = { bound: isFloor ? 'at_least' : 'at_most', limit, met: met ? 'yes' : 'no' };
  return { fact: { id: 'fact_target', values }, weight: met ? 0.01 : 0.15 };
}

/**
 * Ties are no records: the value must stand alone above (or below) every earlier one back to where it did not, or to a period that
 * has no value, or not that of the whole.
 */
function recordFact({ reading: { series, value }, metric, period }: FactRequest): WeighedFact | undefined {
  const earlier = series.slice(0, -1);
  const before = earlier.at(-1) ?? null;
  if (value === null || before === null || isSteady(value, before, metric)) return undefined;
  const highest = value > before;
  const unbeaten = earlier.findLastIndex((other) => other === null || (highest ? other >= value : other <= value));
  const isOpen = unbeaten < 0 || earlier[unbeaten] === null;
  const first = isOpen ? unbeaten + 1 : unbeaten;
  const count = series.length - first;
  if (count < LEAST.record) return undefined;
  const since = { period: shiftPeriod(period, 1 - count) };
  const reach = isOpen ? { reach: 'all' } : { reach: 'since', since };
  const values = { extreme: highest ? 'highest' : 'lowest', ...reach, count, grain: period.grain };
  return { fact: { id: 'fact_record', values }, weight: 0.06 };
}

function runFact({ reading: { series, value }, metric, period }: FactRequest): WeighedFact | undefined {
  const before = series.at(-2) ?? null;
  if (value === null || before === null || isSteady(value, before, metric)) return undefined;
  const up = value > before;
  let length = 0;
  for (let index = series.length - 1; index > 0; index--) {
    const [from = null, to = null] = [series[index - 1], series[index]];
    if (from === null || to === null || from === to || to > from !== up) break;
    length++;
  }
  if (length < LEAST.run) return undefined;
  const values = { count: length, grain: period.grain, ...wayOf(up, metric.format === 'percent') };
  return { fact: { id: 'fact_run', values }, weight: 0.04 };
}

function yearAgoFact({ reading: { compared, series, value }, metric, reader }: FactRequest): WeighedFact | undefined {
  const before = compared.year_ago?.value ?? null;
  const isTold = (compared.previous?.value ?? series.at(-2) ?? null) === null;
  if (value === null || before === null || before === 0 || isTold || isSteady(value, before, metric)) return undefined;
  const values = { way: value > before ? 'up' : 'down', ...amountOf(value, before, metric, reader) };
  return { fact: { id: 'fact_year_ago', values }, weight: 0.02 };
}
