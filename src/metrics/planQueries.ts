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
  /** Only rows of these values of a dimension, each value measured as if there were no others. */
  readonly within?: Within;
}

/** Parts of a brand that are measured side by side. */
export interface Within {
  readonly dimension: string;
  /** As text. */
  readonly values: readonly string[];
}

/** One statement that answers many wants. */
export interface MetricQuery {
  readonly sql: string;
  readonly grain: Grain;
  /** Sorted; `within` is one of them. */
  readonly by: readonly string[];
  /** The dimension that its parts are told apart by. */
  readonly within?: string;
  /** Sorted. */
  readonly metrics: readonly string[];
  readonly wantIds: readonly string[];
  /** With `by`, per metric: the columns of which at least one is true where the metric had rows. */
  readonly flags: Readonly<Record<string, readonly string[]>>;
}

/**
 * The statements that answer all wants of one brand: one per grain (of all time also per end) and set of dimensions, whatever asks and for how many audiences. Its rows are
 * all asked periods (times all groups found in them): `period`, the dimensions, the metrics, and flags for
 * `sliceRows`. Same wants in another order, same statements.
 */
export function planQueries(request: {
  readonly wants: readonly MetricWant[];
  readonly metrics: readonly Metric[];
  readonly models: readonly Model[];
  readonly weekStart: Weekday;
}): readonly MetricQuery[] {
  const alike = Map.groupBy(request.wants, (want) =>
    [
      want.grain,
      ...endOf(want),
      ...dimensionsOf(want),
      ...(want.within === undefined ? [] : ['within', want.within.dimension]),
    ].join(' '),
  );
  return [...alike]
    .filter(([, wants]) => wants.some(({ periods, metrics }) => periods.length > 0 && metrics.length > 0))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, wants]) => queryOf(wants, request));
}

/** All time begins at one day whenever it ends: what ends on two days is two statements. */
function endOf({ grain, periods }: MetricWant): readonly string[] {
  return grain === 'all_time' ? periods.map(({ end }) => end) : [];
}

function queryOf(
  wants: readonly MetricWant[],
  context: { readonly metrics: readonly Metric[]; readonly models: readonly Model[]; readonly weekStart: Weekday },
): MetricQuery {
  const metrics = byName(context.metrics);
  const grain = wants[0]?.grain ?? 'day';
  const within = withinAny(wants);
  const by = wants[0] === undefined ? [] : dimensionsOf(wants[0]);
  const names = sorted(wants.flatMap((want) => want.metrics));
  const [measured = [], ...steps] = stepsOf(names, metrics);
  const scans = scansOf({ measured, metrics, models: context.models, grain });
  const periods = periodsOf(wants);
  const { weekStart } = context;
  const { sql, flags } = metricSql({ grain, by, within, periods, weekStart, scans, steps, metrics: names });
  const flagsOf = (name: string): readonly string[] =>
    by.length === 0 ? [] : sorted(measuredUnder(name, metrics).map((base) => flags[base] ?? ''));
  return {
    sql,
    grain,
    by,
    ...(within === undefined ? {} : { within: within.dimension }),
    metrics: names,
    wantIds: sorted(wants.map(({ id }) => id)),
    flags: Object.fromEntries(names.map((name) => [name, flagsOf(name)])),
  };
}

function periodsOf(wants: readonly MetricWant[]): readonly Period[] {
  const distinct = new Map(wants.flatMap(({ periods }) => periods.map((period) => [period.start, period])));
  return [...distinct.values()].sort((a, b) => (a.start < b.start ? -1 : 1));
}

function dimensionsOf({ by, within }: MetricWant): readonly string[] {
  return sorted([...by, ...(within === undefined ? [] : [within.dimension])]);
}

/** Wants of one statement are within one dimension, and each may name other values of it. */
function withinAny(wants: readonly MetricWant[]): Within | undefined {
  const dimension = wants[0]?.within?.dimension;
  if (dimension === undefined) return undefined;
  const lists = new Set(wants.map(({ within }) => within?.values ?? []));
  return { dimension, values: sorted([...lists].flat()) };
}

function sorted(names: readonly string[]): readonly string[] {
  return [...new Set(names)].sort();
}
