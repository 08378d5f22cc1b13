import { withoutComments } from '../lib/sqlTokens.ts';
import type { Grain, Metric, Period, Weekday, Where } from '../types.ts';
import { groupsSql } from './groupsSql.ts';
import type { Within } from './metricQuery.ts';
import { flagsOf, type NamedScan, namedScans } from './namedScans.ts';
import { withPeriodEnd } from './periodEnd.ts';
import { quoteName, quoteText } from './quoteSql.ts';
import type { Scan } from './scansOf.ts';
import { daysCondition, spanJoin, spanSql } from './spanSql.ts';
import { whereConditions } from './whereSql.ts';
import { firstRowSql, firstRowsSql, type Parts, partCondition, partsSql } from './withinSql.ts';

/** What one statement measures. */
export interface MetricSqlRequest {
  readonly grain: Grain;
  /** With the dimension of `within`. */
  readonly by: readonly string[];
  /** Parts that are measured each as if there were no others. */
  readonly within?: Within | undefined;
  readonly where?: Where | undefined;
  /** One of `by` of which every group of the others has each value. */
  readonly across?: string | undefined;
  /** Distinct, oldest first. */
  readonly periods: readonly Period[];
  readonly weekStart: Weekday;
  readonly scans: readonly Scan[];
  /** Ratios and derived metrics, in steps: each needs only what stands before it. */
  readonly steps: readonly (readonly Metric[])[];
  /** The metrics that the last select gives. */
  readonly metrics: readonly string[];
}

export interface MetricSql {
  readonly sql: string;
  /** Per metric that is measured on rows: the column that is true where it had any. Empty without `by`. */
  readonly flags: Readonly<Record<string, string>>;
}

/** The names of the fixed steps, none of which is a mart's. */
interface StepNames {
  readonly periods: string;
  readonly groups: string;
  readonly parts: Parts | null;
  readonly told: string;
  readonly measured: string;
  readonly computed: readonly string[];
}

/**
 * The statement for all metrics of one grain and split. Each mart is scanned once per time column and span; each scan
 * is laid beside all periods (and groups); a cell without rows takes what its aggregate gives over no rows, and NULL
 * up to the mart's first row. Columns: period, the dimensions, the metrics, the flags.
 */
export function metricSql(request: MetricSqlRequest): MetricSql {
  const { by, within, steps } = request;
  const free = namesBeside(request.scans.map(({ mart }) => mart));
  const names: StepNames = {
    periods: free('periods'),
    groups: free('wanted_groups'),
    parts: within === undefined ? null : { step: free('wanted_parts'), dimension: within.dimension },
    told: free('told'),
    measured: free('measured'),
    computed: steps.map((_, index) => free(`computed_${index + 1}`)),
  };
  const scans = namedScans(request, free);
  const spans = new Map(scans.map(({ spanStep, span }) => [spanStep, span]));
  const sql = [
    step(`${names.periods}(period_start, period_end)`, periodsSql(request.periods)),
    ...[...spans].flatMap(([name, span]) => (span.kind === 'period' ? [] : [step(name, spanSql(span, names.periods))])),
    ...partSteps(scans, names, within),
    ...toldSteps(scans, names),
    ...scans.flatMap((scan) => [step(scan.name, scanSql(scan, request, names)), step(scan.emptyName, emptySql(scan))]),
    ...(by.length === 0 ? [] : [step(names.groups, groupsSql(scans, request))]),
    step(names.measured, measuredSql(scans, by, names)),
    ...steps.map((metrics, index) =>
      step(names.computed[index] ?? '', computedSql(metrics, names.computed[index - 1] ?? names.measured)),
    ),
  ].join(',\n');
  return { sql: `with\n${sql}\n${lastSql(request, scans, names)}\n`, flags: by.length === 0 ? {} : flagsOf(scans) };
}

function partSteps(scans: readonly NamedScan[], { parts }: StepNames, within: Within | undefined): readonly string[] {
  if (parts === null || within === undefined) return [];
  const firsts = new Map(scans.map((scan) => [scan.firstRowsStep ?? '', scan]));
  return [
    step(`${parts.step}(part)`, partsSql(within)),
    ...[...firsts].map(([name, scan]) => step(name, firstRowsSql(scan, parts))),
  ];
}

/** Which sums that count are told by any row of the brand: only those are 0 where there is no row. */
function toldSteps(scans: readonly NamedScan[], { told }: StepNames): readonly string[] {
  const columns = scans.flatMap(({ mart, grainIs, aggregates }) =>
    aggregates.flatMap(({ metric, toldBy }) => {
      if (toldBy === null) return [];
      const rows = where([grainIs, toldBy]).trim().replaceAll('\n', '');
      return [`exists (select 1 from ${quoteName(mart)} ${rows}) as ${quoteName(metric)}`];
    }),
  );
  return columns.length === 0 ? [] : [step(told, select(columns).trimEnd())];
}

/** Names for steps that are no mart's: a step of the same name would hide the mart. */
function namesBeside(marts: readonly string[]): (name: string) => string {
  const free = (name: string): string => (marts.includes(name) ? free(`${name}_`) : name);
  return free;
}

function step(name: string, sql: string): string {
  return `${name} as (\n${indented(sql)}\n)`;
}

function indented(sql: string): string {
  return sql.replace(/^(?=.)/gm, '  ');
}

function select(columns: readonly string[]): string {
  return `select\n  ${columns.join(',\n  ')}\n`;
}

function where(conditions: readonly (string | null)[]): string {
  const given = conditions.filter((condition) => condition !== null);
  return given.length === 0 ? '' : `where ${given.join('\n  and ')}\n`;
}

function periodsSql(periods: readonly Period[]): string {
  const rows = periods.map(({ start, end }) => `(date ${quoteText(start)}, date ${quoteText(end)})`);
  return `values\n  ${rows.join(',\n  ')}`;
}

function scanSql(scan: NamedScan, request: MetricSqlRequest, { parts }: StepNames): string {
  const { grain, by, periods, weekStart, where: filter = {} } = request;
  const { mart, time, span, grainIs, spanStep, aggregates } = scan;
  const atEnd = (sql: string): string => (span.kind === 'end' ? withPeriodEnd(sql, '_end') : sql);
  const period = span.kind === 'period' ? `period_start(${quoteText(grain)}, ${quoteName(time)})` : '_period';
  const counts = scan.counts.map(
    ({ column, filter }) => `count(*)${filter === null ? '' : ` filter (where ${atEnd(filter)})`} as ${column}`,
  );
  const columns = [
    `${period} as period_start`,
    ...by.map(quoteName),
    ...named(aggregates, atEnd),
    ...(by.length === 0 ? [] : counts),
  ];
  const groups = ['1', ...by.map((_, index) => String(index + 2))].join(', ');
  const conditions = [
    grainIs,
    daysCondition({ span, time, periods, weekStart }),
    parts === null ? null : partCondition(parts),
    ...whereConditions(filter),
    bracketed(scan.where && atEnd(scan.where)),
  ];
  return `${select(columns)}from ${quoteName(mart)}\n${spanJoin(span, time, spanStep)}${where(conditions)}group by ${groups}`;
}

function named(aggregates: Scan['aggregates'], atEnd: (sql: string) => string): readonly string[] {
  return aggregates.map(({ metric, sql, filter, toldBy }) => {
    const value = atEnd(sql);
    const rows = `count(*)${filter === null ? '' : ` filter (where ${atEnd(filter)})`}`;
    const counted = toldBy === null ? value : `coalesce(${value}, case when ${rows} = 0 then 0 end)`;
    return `${counted} as ${quoteName(metric)}`;
  });
}

function bracketed(condition: string | null): string | null {
  return condition === null ? null : `(${condition})`;
}

/**
 * One row: the aggregates over no rows, asked of the engine rather than guessed, and the mart's first day, unless each
 * part has its own.
 */
function emptySql(scan: NamedScan): string {
  const { mart, span, grainIs, firstRowsStep, aggregates } = scan;
  const atNoEnd = (sql: string): string => (span.kind === 'end' ? withPeriodEnd(sql, 'null::date') : sql);
  const firstRow = `(select ${firstRowSql(scan)} from ${quoteName(mart)}${grainIs === null ? '' : ` where ${grainIs}`})`;
  return `${select([...(firstRowsStep === null ? [`${firstRow} as first_row_on`] : []), ...named(aggregates, atNoEnd)])}from ${quoteName(mart)}\nwhere false`;
}

function measuredSql(scans: readonly NamedScan[], by: readonly string[], names: StepNames): string {
  const { periods, groups, parts, told } = names;
  const values = scans.flatMap(({ name, emptyName, aggregates }) =>
    aggregates.map(({ metric, toldBy }) => {
      const column = quoteName(metric);
      const value = `coalesce(${name}.${column}, ${emptyName}.${column})`;
      return `${toldBy === null ? value : `case when ${told}.${column} then ${value} end`} as ${column}`;
    }),
  );
  const flags = scans.flatMap(({ name, counts }) =>
    counts.map(({ column }) => `coalesce(${name}.${column} > 0, false) as ${column}`),
  );
  const dimensions = by.map((dimension) => `${groups}.${quoteName(dimension)}`);
  const firsts = parts === null ? [] : [...new Set(scans.map(({ firstRowsStep }) => firstRowsStep ?? ''))];
  const firstJoins = firsts.map((first) => {
    const column = quoteName(parts?.dimension ?? '');
    return `left join ${first}\n  on ${first}.${column} is not distinct from ${groups}.${column}`;
  });
  const joins = scans.map(({ name, emptyName, firstRowsStep }) => {
    const same = by
      .map(quoteName)
      .map((column) => `\n  and ${name}.${column} is not distinct from ${groups}.${column}`);
    return (
      `left join ${name}\n  on ${name}.period_start = ${periods}.period_start${same.join('')}\n` +
      `left join ${emptyName}\n  on ${name}.period_start is null\n  and ${firstRowsStep ?? emptyName}.first_row_on < ${periods}.period_end`
    );
  });
  const columns = [`${periods}.period_start`, ...dimensions, ...values, ...(by.length === 0 ? [] : flags)];
  const isAnyTold = scans.some(({ aggregates }) => aggregates.some(({ toldBy }) => toldBy !== null));
  const beside = [...(by.length === 0 ? [] : [groups]), ...(isAnyTold ? [told] : [])];
  const cells = `from ${periods}\n${beside.map((name) => `cross join ${name}\n`).join('')}`;
  return `${select(columns)}${cells}${[...firstJoins, ...joins].join('\n')}`;
}

function computedSql(metrics: readonly Metric[], from: string): string {
  const columns = metrics.map((metric) => `${computation(metric)} as ${quoteName(metric.name)}`);
  return `${select(['*', ...columns])}from ${from}`;
}

function computation({ name, rule }: Metric): string {
  if (rule.kind === 'ratio') return `${quoteName(rule.of)} / ${quoteName(rule.to)}`;
  if (rule.kind === 'derived') return withoutComments(rule.expression);
  throw new Error(`"${name}" is not computed from other metrics.`);
}

function lastSql({ by, metrics, steps }: MetricSqlRequest, scans: readonly NamedScan[], names: StepNames): string {
  const computed = new Set(steps.flat().map(({ name }) => name));
  const values = metrics.map((name) => (computed.has(name) ? finite(quoteName(name)) : quoteName(name)));
  const flags = by.length === 0 ? [] : scans.flatMap(({ counts }) => counts.map(({ column }) => column));
  const order = ['period', ...by.map((dimension) => `${quoteName(dimension)} nulls last`)].join(', ');
  const columns = ['period_start as period', ...by.map(quoteName), ...values, ...flags];
  return `${select(columns)}from ${names.computed.at(-1) ?? names.measured}\norder by ${order}`;
}

/** Overflow, and what a function makes of a NaN in the data. A division by 0 is NULL by itself (see `ARITHMETIC`). */
function finite(column: string): string {
  return `case when isfinite(${column}) then ${column} end as ${column}`;
}
