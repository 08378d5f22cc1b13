import { afterBracket, sqlTokens, withoutComments } from '../lib/sqlTokens.ts';
import type { CalendarGrain, Grain, Metric, Model } from '../types.ts';
import { type MetricsByName, metricNamed } from './metricInputs.ts';
import { asksForPeriodEnd } from './periodEnd.ts';
import { quoteName, quoteText } from './quoteSql.ts';

/** Which rows count for a period: those in it, those of some days up to its end, those that stand at its end. */
export type Span =
  | { readonly kind: 'period' }
  | { readonly kind: 'rolling'; readonly days: number }
  | { readonly kind: 'to_date'; readonly since: CalendarGrain }
  | { readonly kind: 'end'; readonly until: string | null };

/** One reading of a mart's rows that measures several metrics at once. */
export interface Scan {
  readonly mart: string;
  /** The column that places a row in time. */
  readonly time: string;
  readonly span: Span;
  /** Which of the mart's rows are of this grain, as SQL; for a mart that holds several grains. */
  readonly grainIs: string | null;
  /** What a row must be to count for any of the aggregates, as SQL. */
  readonly where: string | null;
  readonly aggregates: readonly Aggregate[];
  /** The columns by which somebody was counting on the mart: its first row is the first of any of them. */
  readonly since: readonly string[];
}

export interface Aggregate {
  readonly metric: string;
  readonly sql: string;
  /** What a row must be to count for this aggregate alone, as SQL; already part of `sql`. */
  readonly filter: string | null;
  /** Of a sum that counts: which rows tell of it, as SQL. It is 0 over no rows where the mart has one of those. */
  readonly toldBy: string | null;
}

/** How a metric is measured on a mart's rows. */
export interface Measure {
  readonly metric: string;
  readonly mart: string;
  readonly time: string;
  readonly span: Span;
  readonly sql: string;
  readonly where: string | null;
  readonly toldBy: string | null;
}

/** DuckDB's aggregate functions that are known to take a `filter`: an allow-list, for a scalar function would refuse it. */
const FILTERABLE = new Set([
  ...['any_value', 'approx_count_distinct', 'arg_max', 'arg_min', 'avg', 'bool_and', 'bool_or', 'count', 'count_if'],
  ...['max', 'mean', 'median', 'min', 'mode', 'quantile_cont', 'quantile_disc', 'sum'],
  ...['stddev', 'stddev_pop', 'stddev_samp', 'var_pop', 'var_samp', 'variance'],
]);

/**
 * The fewest scans that measure the metrics: those of one mart, time column and span share one, also where their
 * `where` differs, as far as it can become each aggregate's own filter.
 */
export function scansOf(request: {
  readonly measured: readonly Metric[];
  readonly metrics: MetricsByName;
  readonly models: readonly Model[];
  readonly grain: Grain;
}): readonly Scan[] {
  const { measured, metrics, models, grain } = request;
  const measures = measured.map((metric) => measureOf(metric, metrics));
  const alike = Map.groupBy(measures, ({ mart, time, span }) => JSON.stringify([mart, time, span]));
  return [...alike.values()].flatMap((group) => {
    const column = models.find(({ name }) => name === group[0]?.mart)?.grainColumn;
    const grainIs = column === undefined ? null : `${quoteName(column)} = ${quoteText(grain)}`;
    return fused(group).map((scan) => ({ ...scan, grainIs, since: timesOf(scan, metrics) }));
  });
}

/**
 * The columns that tell since when a mart's rows were counted. A flow (what was solved, won, sent back) may begin long
 * after the mart does, and is 0 until then; a stock counts from its own first row.
 */
export function timesOf(
  { mart, time, span }: Pick<Scan, 'mart' | 'time' | 'span'>,
  metrics: MetricsByName,
): readonly string[] {
  if (span.kind === 'end') return [time];
  const all = [...metrics.values()].flatMap(({ rule }) => {
    if (!('mart' in rule) || rule.mart !== mart) return [];
    return rule.kind === 'aggregate' ? [rule.time] : [rule.from];
  });
  return [...new Set([time, ...all])].sort();
}

export function measureOf(metric: Metric, metrics: MetricsByName): Measure {
  const { name, rule } = metric;
  if (rule.kind === 'aggregate') {
    return { metric: name, mart: rule.mart, time: rule.time, span: { kind: 'period' }, ...sqlOfRule(metric, rule) };
  }
  if (rule.kind === 'level') {
    const span: Span = { kind: 'end', until: rule.until ?? null };
    return { metric: name, mart: rule.mart, time: rule.from, span, ...sqlOfRule(metric, rule) };
  }
  if (rule.kind === 'ratio' || rule.kind === 'derived') throw new Error(`"${name}" is not measured on rows.`);
  const base = metricNamed(rule.of, metrics);
  if (base.rule.kind !== 'aggregate') throw new Error(`"${name}" needs an aggregate, and "${rule.of}" is none.`);
  const span: Span =
    rule.kind === 'rolling' ? { kind: 'rolling', days: rule.days } : { kind: 'to_date', since: rule.since };
  return { ...measureOf(base, metrics), metric: name, span };
}

function sqlOfRule(
  metric: Pick<Metric, 'format'>,
  rule: { readonly sql: string; readonly where?: string },
): Pick<Measure, 'sql' | 'where' | 'toldBy'> {
  const sql = withoutComments(rule.sql);
  const where = rule.where === undefined ? null : withoutComments(rule.where);
  return { sql, where, toldBy: metric.format === 'integer' ? tellingRows(sql, where) : null };
}

/** Which rows tell of a sum: those that count and have what is summed. Null of anything else, and of what depends on the period. */
function tellingRows(sql: string, where: string | null): string | null {
  const tokens = sqlTokens(sql).filter(({ kind }) => kind !== 'space');
  const words = tokens.map(({ text }) => text.toLowerCase());
  const isSum = words[0] === 'sum' && afterBracket(tokens, 1) === tokens.length;
  if (!isSum || words.includes('distinct') || words.includes('order')) return null;
  if (asksForPeriodEnd(sql) || (where !== null && asksForPeriodEnd(where))) return null;
  const summed = sql.trim().replace(/^sum\s*/i, '');
  return where === null ? `${summed} is not null` : `${summed} is not null and (${where})`;
}

type FusedScan = Omit<Scan, 'grainIs' | 'since'>;

/** Measures of one mart, time and span as one scan, but for those whose `where` cannot become a filter. */
function fused(measures: readonly Measure[]): readonly FusedScan[] {
  const wheres = new Set(measures.map(({ where }) => where));
  if (wheres.size === 1) return [scanWhere(measures, measures[0]?.where ?? null)];
  const together = measures.filter(({ sql, where }) => where === null || isFilterable(sql));
  const apart = Map.groupBy(
    measures.filter((measure) => !together.includes(measure)),
    ({ where }) => where,
  );
  const shared = together.length === 0 ? [] : [scanOfFilters(together)];
  return [...shared, ...[...apart].map(([where, group]) => scanWhere(group, where))];
}

function scanWhere(measures: readonly Measure[], where: string | null): FusedScan {
  return {
    ...placeOf(measures),
    where,
    aggregates: measures.map(({ metric, sql, toldBy }) => ({ metric, sql, filter: null, toldBy })),
  };
}

function scanOfFilters(measures: readonly Measure[]): FusedScan {
  const aggregates = measures.map(({ metric, sql, where, toldBy }) => ({
    metric,
    toldBy,
    sql: where === null ? sql : `${sql} filter (where ${where})`,
    filter: where,
  }));
  return { ...placeOf(measures), where: null, aggregates };
}

function placeOf(measures: readonly Measure[]): Pick<Scan, 'mart' | 'time' | 'span'> {
  const [first] = measures;
  if (first === undefined) throw new Error('A scan measures something.');
  return { mart: first.mart, time: first.time, span: first.span };
}

/** Whether an expression is one call of an aggregate function and nothing else. */
function isFilterable(sql: string): boolean {
  const tokens = sqlTokens(withoutComments(sql)).filter(({ kind }) => kind !== 'space');
  const isCall = tokens[1]?.text === '(' && afterBracket(tokens, 1) === tokens.length;
  return isCall && FILTERABLE.has(tokens[0]?.text.toLowerCase() ?? '');
}
