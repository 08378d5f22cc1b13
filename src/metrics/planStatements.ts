import type { Metric, Model, Period, Weekday } from '../types.ts';
import { byName, measuredUnder, stepsOf } from './metricInputs.ts';
import type { MetricQuery, PlannedStatement, Within } from './metricQuery.ts';
import { metricSql } from './metricSql.ts';
import { scansOf } from './scansOf.ts';

/**
 * The SQL statements for all metric queries of one brand: one per grain (of all time also per end), set of dimensions and filter,
 * however many editions and audiences have such queries. The rows of a statement are all periods of its queries (times
 * all groups found in them): `period`, the dimensions, the metrics, and flags for `sliceRows`. The same queries in
 * another order give the same statements.
 */
export function planStatements(request: {
  readonly queries: readonly MetricQuery[];
  readonly metrics: readonly Metric[];
  readonly models: readonly Model[];
  readonly weekStart: Weekday;
}): readonly PlannedStatement[] {
  const alike = Map.groupBy(request.queries, (query) =>
    [
      query.grain,
      ...endOf(query),
      ...dimensionsOf(query),
      ...(query.within === undefined ? [] : ['within', query.within.dimension]),
      ...(query.across === undefined ? [] : ['across', query.across]),
      ...(query.where === undefined ? [] : ['where', JSON.stringify(query.where)]),
    ].join(' '),
  );
  return [...alike]
    .filter(([, queries]) => queries.some(({ periods, metrics }) => periods.length > 0 && metrics.length > 0))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, queries]) => queryOf(queries, request));
}

/** All time begins at one day whenever it ends: what ends on two days is two statements. */
function endOf({ grain, periods }: MetricQuery): readonly string[] {
  return grain === 'all_time' ? periods.map(({ end }) => end) : [];
}

function queryOf(
  queries: readonly MetricQuery[],
  context: { readonly metrics: readonly Metric[]; readonly models: readonly Model[]; readonly weekStart: Weekday },
): PlannedStatement {
  const metrics = byName(context.metrics);
  const grain = queries[0]?.grain ?? 'day';
  const within = withinAny(queries);
  const by = queries[0] === undefined ? [] : dimensionsOf(queries[0]);
  const names = sorted(queries.flatMap((query) => query.metrics));
  const [measured = [], ...steps] = stepsOf(names, metrics);
  const scans = scansOf({ measured, metrics, models: context.models, grain });
  const periods = periodsOf(queries);
  const { weekStart } = context;
  const { where, across } = queries[0] ?? {};
  const filtered = { grain, by, within, where, across, periods };
  const { sql, flags } = metricSql({ ...filtered, weekStart, scans, steps, metrics: names });
  const flagsOf = (name: string): readonly string[] =>
    by.length === 0 ? [] : sorted(measuredUnder(name, metrics).map((base) => flags[base] ?? ''));
  return {
    sql,
    grain,
    by,
    ...(within === undefined ? {} : { within: within.dimension }),
    metrics: names,
    queryIds: sorted(queries.map(({ id }) => id)),
    flags: Object.fromEntries(names.map((name) => [name, flagsOf(name)])),
  };
}

function periodsOf(queries: readonly MetricQuery[]): readonly Period[] {
  const distinct = new Map(queries.flatMap(({ periods }) => periods.map((period) => [period.start, period])));
  return [...distinct.values()].sort((a, b) => (a.start < b.start ? -1 : 1));
}

function dimensionsOf({ by, within }: MetricQuery): readonly string[] {
  return sorted([...by, ...(within === undefined ? [] : [within.dimension])]);
}

/** Queries of one statement are within one dimension, and each may name other values of it. */
function withinAny(queries: readonly MetricQuery[]): Within | undefined {
  const dimension = queries[0]?.within?.dimension;
  if (dimension === undefined) return undefined;
  const lists = new Set(queries.map(({ within }) => within?.values ?? []));
  return { dimension, values: sorted([...lists].flat()) };
}

function sorted(names: readonly string[]): readonly string[] {
  return [...new Set(names)].sort();
}
