import type { CalendarGrain, Cell, Grain, Metric, Model, Period } from '../../src/types.ts';
import type { PlainSql } from './plainSql.ts';

/**
 * What blocks of reports should show, the slow and simple way: a question per metric, period and group, each a plain
 * select over one mart. Nothing of the engine's planning, slicing or calendar is in it.
 */

/** The last period of a grain that is over when the day `by` begins, found by walking back a day at a time. */
export function lastPeriodBy(by: string, grain: Grain, weekStart: string): Period {
  if (grain === 'all_time') return { grain, start: '0001-01-01', end: by };
  const begins = (day: string): boolean => periodBegins(day, grain, weekStart);
  let end = by;
  while (!begins(end)) end = dayBefore(end);
  return { grain, start: earlierStart(end, grain, weekStart), end };
}

/** The period before. */
export function periodBefore({ grain, start }: Period, weekStart: string): Period {
  if (grain === 'all_time') throw new Error('Nothing is before all time.');
  return { grain, start: earlierStart(start, grain, weekStart), end: start };
}

/** 52 weeks earlier for days and weeks; else the period whose first day is the same date a year before. */
export function periodAYearAgo(period: Period, weekStart: string): Period {
  let found = period;
  if (period.grain === 'day' || period.grain === 'week') {
    for (let days = 0; days < 364; days += period.grain === 'day' ? 1 : 7) found = periodBefore(found, weekStart);
    return found;
  }
  const wanted = `${Number(period.start.slice(0, 4)) - 1}${period.start.slice(4)}`;
  while (found.start > wanted) found = periodBefore(found, weekStart);
  return found;
}

function earlierStart(day: string, grain: CalendarGrain, weekStart: string): string {
  let start = dayBefore(day);
  while (!periodBegins(start, grain, weekStart)) start = dayBefore(start);
  return start;
}

function periodBegins(day: string, grain: CalendarGrain, weekStart: string): boolean {
  const [, month, date] = day.split('-');
  switch (grain) {
    case 'day':
      return true;
    case 'week':
      return (
        new Intl.DateTimeFormat('en', { weekday: 'long', timeZone: 'UTC' }).format(new Date(day)).toLowerCase() ===
        weekStart
      );
    case 'month':
      return date === '01';
    case 'quarter':
      return date === '01' && ['01', '04', '07', '10'].includes(month ?? '');
    case 'year':
      return date === '01' && month === '01';
  }
}

function dayBefore(day: string): string {
  return new Date(Date.parse(day) - 86_400_000).toISOString().slice(0, 10);
}

export interface Definitions {
  readonly metrics: readonly Metric[];
  readonly models: readonly Model[];
}

/** A group of rows: values of dimensions, as a mart has them. */
export type Group = Readonly<Record<string, Cell>>;

/** A metric of one period and group, NULL where nobody was counting yet. */
export async function valueByHand(
  name: string,
  {
    period,
    group,
    sql,
    definitions,
    within,
  }: {
    readonly period: Period;
    readonly group: Group;
    readonly sql: PlainSql;
    readonly definitions: Definitions;
    /** The dimensions whose value stands for the whole: nothing was before their own first row. */
    readonly within: readonly string[];
  },
): Promise<number | null> {
  const metric = definitions.metrics.find((one) => one.name === name);
  if (metric === undefined) throw new Error(`There is no metric "${name}".`);
  const { rule } = metric;
  const other = (of: string) => valueByHand(of, { period, group, sql, definitions, within });
  if (rule.kind === 'ratio') {
    const [of, to] = [await other(rule.of), await other(rule.to)];
    return of === null || to === null || to === 0 ? null : of / to;
  }
  if (rule.kind === 'derived') {
    const values = await Promise.all(rule.inputs.map(other));
    const inputs = rule.inputs.map((input, index) => `${values[index] ?? 'null'}::double as "${input}"`).join(', ');
    return numberOf(await sql.value(`select ${rule.expression} from (select ${inputs})`, {}));
  }
  const isOfOther = rule.kind === 'rolling' || rule.kind === 'to_date';
  const base = isOfOther ? definitions.metrics.find((one) => one.name === rule.of)?.rule : rule;
  if (base?.kind !== 'aggregate' && base?.kind !== 'level') throw new Error(`"${name}" is not measured on rows.`);
  const time = base.kind === 'aggregate' ? base.time : base.from;
  const grainColumn = definitions.models.find((model) => model.name === base.mart)?.grainColumn;
  const ofGrain = grainColumn === undefined ? 'true' : `${grainColumn} = '${period.grain}'`;
  const groups = Object.entries(group).map(
    ([dimension, value]) => `${dimension} is not distinct from ${literal(value)}`,
  );
  const own = within.map((dimension) => `${dimension} is not distinct from ${literal(group[dimension] ?? null)}`);
  // What happened to rows is counted from the mart's first row on, where any of them tells of it.
  const times = definitions.metrics.flatMap(({ rule: each }) =>
    (each.kind === 'aggregate' || each.kind === 'level') && each.mart === base.mart && base.kind === 'aggregate'
      ? [each.kind === 'aggregate' ? each.time : each.from]
      : [],
  );
  const firsts = [time, ...times].map((column) => `min("${column}")`).join(', ');
  const first = await sql.value(
    `select min("${time}") is not null and least(${firsts}) < date '${period.end}' from ${base.mart} where ${[ofGrain, ...own].join(' and ')}`,
    {},
  );
  if (first !== true) return null;
  const from =
    rule.kind === 'rolling'
      ? `date '${period.end}' - ${rule.days}`
      : rule.kind === 'to_date'
        ? `period_start('${rule.since}', date '${period.end}' - 1)`
        : `date '${period.start}'`;
  const when =
    base.kind === 'aggregate'
      ? [`"${time}" >= ${from}`, `"${time}" < date '${period.end}'`]
      : [
          `"${time}" < date '${period.end}'`,
          ...(base.until === undefined ? [] : [`("${base.until}" is null or "${base.until}" >= date '${period.end}')`]),
        ];
  const where = [ofGrain, ...when, ...(base.where === undefined ? [] : [`(${base.where})`]), ...groups].join(' and ');
  const text = `select ${base.sql} from ${base.mart} where ${where}`.replaceAll('$period_end', `date '${period.end}'`);
  const value = numberOf(await sql.value(text, {}));
  const format = isOfOther ? definitions.metrics.find((one) => one.name === rule.of)?.format : metric.format;
  if (
    value !== null ||
    format !== 'integer' ||
    !/^sum\((?!distinct\b)[^()]*(\([^()]*\)[^()]*)*\)$/.test(base.sql.trim())
  )
    return value;
  // A count of pieces is 0 over no rows, where any row at all tells of pieces.
  const [rows, told] = [
    await sql.value(
      `select count(*) from ${base.mart} where ${where}`.replaceAll('$period_end', `date '${period.end}'`),
      {},
    ),
    await sql.value(
      `select ${base.sql} from ${base.mart} where ${ofGrain}${base.where === undefined ? '' : ` and (${base.where})`}`,
      {},
    ),
  ];
  return Number(rows) === 0 && told !== null ? 0 : null;
}

function literal(value: Cell): string {
  if (value === null) return 'null';
  return typeof value === 'string' ? `'${value.replaceAll("'", "''")}'` : String(value);
}

function numberOf(cell: Cell): number | null {
  if (cell === null) return null;
  const value = Number(cell);
  return Number.isFinite(value) ? value : null;
}
