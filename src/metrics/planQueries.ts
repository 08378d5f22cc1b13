import type { Metric, Model, Period, Weekday } from '../types.ts';
import { byName, measuredUnder, stepsOf } from './metricInputs.ts';
import type { MetricQuery, MetricWant, Within } from './metricQuery.ts';
import { metricSql } from './metricSql.ts';
import { scansOf } from './scansOf.ts';

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
