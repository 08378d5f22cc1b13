import { isSteady } from '../lib/isSteady.ts';
import { inLanguage } from '../lib/localText.ts';
import { shiftPeriod } from '../lib/period.ts';
import type { Message, Metric, MetricBlock, PartOfDays, Period, Reading } from '../types.ts';
import { factsOf } from './factsOf.ts';
import { earlierOf, movementOf, type Reader, written } from './movementOf.ts';

/** What there is to say of one reading. */
export interface ReadingNews {
  readonly label: string;
  /** How much there is of its period, where that is not whole. */
  readonly part?: PartOfDays | undefined;
  /** Its value and how it moved. */
  readonly told: Message;
  /** At most two, the weightiest first. */
  readonly facts: readonly Message[];
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
  const { partial: part } = reading;
  const told =
    part === undefined
      ? movementOf(value, earlier, { metric, reader, grain: period.grain })
      : { id: 'told_part', values: { value: written(value, metric, reader), ...partValues(part) } };
  const weight = sizeOfChange(value, earlier?.before, metric) + (facts[0]?.weight ?? 0);
  const isNothing = value === 0 && (earlier?.before ?? 0) === 0;
  return {
    label: inLanguage(metric.label, reader.locale),
    ...{ part, told, facts: facts.slice(0, 2).map(({ fact }) => fact), weight, isNothing },
  };
}

/** How much of a period there is, as messages ask for it. */
export function partValues({ days, of, isBefore }: PartOfDays) {
  return { days, of, kind: isBefore ? 'before' : days === 0 ? 'none' : 'own' };
}

/** 0 for what held steady, at most 1. A point of a share weighs as much as two per cent of an amount. */
function sizeOfChange(value: number, before: number | undefined, metric: Metric): number {
  if (before === undefined || isSteady(value, before, metric)) return 0;
  const size = metric.format === 'percent' ? 2 * (value - before) : before === 0 ? 1 : (value - before) / before;
  return Math.min(Math.abs(size), 1);
}
