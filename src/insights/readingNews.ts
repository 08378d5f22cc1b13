import { formatNumber } from '../lib/format.ts';
import { isSteady } from '../lib/isSteady.ts';
import { inLanguage } from '../lib/localText.ts';
import { shiftPeriod } from '../lib/period.ts';
import type { Metric, MetricBlock, Period, Reading } from '../types.ts';
import { factsOf } from './factsOf.ts';
import { earlierOf, lookOf, movementOf, type Reader } from './movementOf.ts';
import type { Clause, Fact } from './phraseTypes.ts';

/** What there is to say of one reading. */
export interface ReadingNews {
  readonly clause: Clause;
  /** At most two, the weightiest first. */
  readonly facts: readonly Fact[];
  /** How much it matters beside the block's other readings. */
  readonly weight: number;
  /** Zero after zero: nothing happened, or nothing has come. */
  readonly isNothing: boolean;
}

/** The news of a block's readings that have a value, in the block's order. */
export function readingNews(block: MetricBlock, metrics: readonly Metric[], reader: Reader): readonly ReadingNews[] {
  const period = lastPeriod(block);
  if (period === undefined) return [];
  return block.readings.flatMap((reading) => {
    const metric = metrics.find(({ name }) => name === reading.metric);
    return metric === undefined || reading.value === null
      ? []
      : [newsOf(comparable(reading, metric), reading.value, { metric, period, reader })];
  });
}

/** The last period of a block's first grain. */
export function lastPeriod({ grains, tables }: MetricBlock): Period | undefined {
  const [grain] = grains;
  const start = grain === undefined ? undefined : tables[grain]?.rows.at(-1)?.[0];
  return grain === undefined || typeof start !== 'string' ? undefined : shiftPeriod({ grain, start, end: start }, 0);
}

/** What grows from period to period by its making makes neither records nor runs. */
function comparable(reading: Reading, { rule }: Metric): Reading {
  return rule.kind === 'to_date' ? { ...reading, series: [reading.value] } : reading;
}

function newsOf(
  reading: Reading,
  value: number,
  context: { readonly metric: Metric; readonly period: Period; readonly reader: Reader },
): ReadingNews {
  const { metric, period, reader } = context;
  const earlier = earlierOf(reading);
  const facts = factsOf({ reading, ...context });
  const clause: Clause = {
    label: inLanguage(metric.label, reader.locale),
    value: formatNumber(value, lookOf(metric, reader)),
    grain: period.grain,
    isShare: metric.format === 'percent',
    movement: movementOf(value, earlier, metric, reader),
    ...(reading.partial === undefined ? {} : { part: reading.partial }),
  };
  const weight = sizeOfChange(value, earlier?.before, metric) + (facts[0]?.weight ?? 0);
  const isNothing = value === 0 && (earlier?.before ?? 0) === 0;
  return { clause, facts: facts.slice(0, 2).map(({ fact }) => fact), weight, isNothing };
}

/** 0 for what held steady, at most 1. A point of a share weighs as much as two per cent of an amount. */
function sizeOfChange(value: number, before: number | undefined, metric: Metric): number {
  if (before === undefined || isSteady(value, before, metric)) return 0;
  const size = metric.format === 'percent' ? 2 * (value - before) : before === 0 ? 1 : (value - before) / before;
  return Math.min(Math.abs(size), 1);
}
