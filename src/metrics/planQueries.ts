import type { Grain, Metric, Model, Period, Weekday } from '../types.ts';
import { byName, measuredUnder, stepsOf } from './metricInputs.ts';
import { metricSql } from './metricSql.ts';
import { scansOf } from './scansOf.ts';

/** Metrics at some periods of one grain, whole or split by dimensions. */
export interface MetricWant {
  readonly id: string;
  readonly grain: Grain;
  readonly by: readonly string[];
  readonly metrics: readonly string[];
  readonly periods: readonly Period[];
}

/** One statement that answers many wants. */
export interface MetricQuery {
  readonly sql: string;
  readonly grain: Grain;
  /** Sorted. */
  readonly by: readonly string[];
  /** Sorted. */
  readonly metrics: readonly string[];
  readonly wantIds: readonly string[];
  /** With `by`, per metric: the columns of which at least one is true where the metric had rows. */
  readonly flags: Readonly<Record<string, readonly string[]>>;
}

/**
 * The statements that answer all wants of one brand: one per grain and set of dimensions, whatever asks. Its rows are
 * all asked periods (times all groups found in them): `period`, the dimensions, the metrics, and flags for
 * `sliceRows`. Same wants in another order, same statements.
 */
export function planQueries(request: {
  readonly wants: readonly MetricWant[];
  readonly metrics: readonly Metric[];
  readonly models: readonly Model[];
  readonly weekStart: Weekday;
}): readonly MetricQuery[] {
  const alike = Map.groupBy(request.wants, ({ grain, by }) => [grain, ...sorted(by)].join(' '));
  return [...alike]
    .filter(([, wants]) => wants.some(({ periods, metrics }) => periods.length > 0 && metrics.length > 0))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, wants]) => queryOf(wants, request));
}

function queryOf(
  wants: readonly MetricWant[],
  context: { readonly metrics: readonly Metric[]; readonly models: readonly Model[]; readonly weekStart: Weekday },
): MetricQuery {
  const metrics = byName(context.metrics);
  const grain = wants[0]?.grain ?? 'day';
  const by = sorted(wants[0]?.by ?? []);
  const names = sorted(wants.flatMap((want) => want.metrics));
  const [measured = [], ...steps] = stepsOf(names, metrics);
  const scans = scansOf({ measured, metrics, models: context.models, grain });
  const periods = periodsOf(wants);
  const { sql, flags } = metricSql({ grain, by, periods, weekStart: context.weekStart, scans, steps, metrics: names });
  const flagsOf = (name: string): readonly string[] =>
    by.length === 0 ? [] : sorted(measuredUnder(name, metrics).map((base) => flags[base] ?? ''));
  return {
    sql,
    grain,
    by,
    metrics: names,
    wantIds: sorted(wants.map(({ id }) => id)),
    flags: Object.fromEntries(names.map((name) => [name, flagsOf(name)])),
  };
}

function periodsOf(wants: readonly MetricWant[]): readonly Period[] {
  const distinct = new Map(wants.flatMap(({ periods }) => periods.map((period) => [period.start, period])));
  return [...distinct.values()].sort((a, b) => (a.start < b.start ? -1 : 1));
}

function sorted(names: readonly string[]): readonly string[] {
  return [...new Set(names)].sort();
}
