import type { Cell, Column } from '../types.ts';
import type { MetricQuery, PlannedStatement } from './metricQuery.ts';

/** What a statement gave: days as ISO strings, NULL as null. */
export interface MeasuredRows {
  readonly columns: readonly Pick<Column, 'name' | 'type'>[];
  readonly rows: readonly Row[];
}

type Row = readonly Cell[];

/**
 * The rows of one metric query, cut out of its statement's rows: its periods, oldest first, times the groups that had
 * rows for any of its metrics in any of its periods (with `across`, times each of its values that had); columns in the
 * query's own order. A cell without rows holds what the metric is over no rows, which the statement has seen to. With
 * `part`, of this value of the dimension that the statement is within; a part that the statement has not found has no
 * group, or a row of nothing per period.
 */
export function sliceRows({
  query,
  statement,
  table: whole,
  part,
}: {
  readonly query: MetricQuery;
  readonly statement: PlannedStatement;
  readonly table: MeasuredRows;
  readonly part?: string | undefined;
}): MeasuredRows {
  const table = part === undefined || statement.within === undefined ? whole : partOf(whole, statement.within, part);
  const names = ['period', ...query.by, ...query.metrics];
  const columns = indexesOf(names, table);
  const dimensions = indexesOf(query.by, table);
  const byPeriod = rowsByPeriod(table);
  const rows = [...query.periods]
    .sort((a, b) => (a.start < b.start ? -1 : 1))
    .flatMap(({ start }) => byPeriod.get(start) ?? (query.by.length === 0 ? [rowOfNothing(start, table)] : []));
  const flags = flagIndexes(query, statement, table);
  const kept = presentDimensions(query).reduce<readonly Row[]>(
    (found, names) => ofPresentGroups(found, indexesOf(names, table), { flags, among: rows }),
    rows,
  );
  const ordered = query.by.join() === statement.by.join() ? kept : sortedByGroup(kept, dimensions);
  return {
    columns: columns.flatMap((index) => table.columns[index] ?? []),
    rows: ordered.map((row) => columns.map((index) => row[index] ?? null)),
  };
}

/** Rows of one value of a column, as text; the whole table is sorted into such parts once. */
export function partOf(table: MeasuredRows, column: string, value: string): MeasuredRows {
  let known = parts.get(table)?.get(column);
  if (known === undefined) {
    const [index = 0] = indexesOf([column], table);
    const grouped = Map.groupBy(table.rows, (row) => String(row[index] ?? ''));
    known = new Map([...grouped].map(([text, rows]) => [text, { columns: table.columns, rows }]));
    parts.set(table, new Map([...(parts.get(table) ?? []), [column, known]]));
  }
  return known.get(value) ?? { columns: table.columns, rows: [] };
}

const parts = new WeakMap<MeasuredRows, ReadonlyMap<string, ReadonlyMap<string, MeasuredRows>>>();

function rowOfNothing(start: Cell, { columns }: MeasuredRows): Row {
  return columns.map(({ name }) => (name === 'period' ? start : null));
}

/** Many queries read one table: its rows are sorted into periods once. */
const indexes = new WeakMap<MeasuredRows, ReadonlyMap<Cell, readonly Row[]>>();

function rowsByPeriod(table: MeasuredRows): ReadonlyMap<Cell, readonly Row[]> {
  const known = indexes.get(table);
  if (known !== undefined) return known;
  const [period = 0] = indexesOf(['period'], table);
  const made = Map.groupBy(table.rows, (row) => row[period] ?? null);
  indexes.set(table, made);
  return made;
}

function indexesOf(names: readonly string[], table: MeasuredRows): readonly number[] {
  return names.map((name) => {
    const index = table.columns.findIndex((column) => column.name === name);
    if (index < 0) throw new Error(`The statement gave no column "${name}".`);
    return index;
  });
}

function flagIndexes(query: MetricQuery, statement: PlannedStatement, table: MeasuredRows): readonly number[] {
  return indexesOf([...new Set(query.metrics.flatMap((metric) => statement.flags[metric] ?? []))], table);
}

/** The sets of dimensions whose values need rows to be there: all together, or what is across by itself. */
function presentDimensions({ by, across }: MetricQuery): readonly (readonly string[])[] {
  if (by.length === 0) return [];
  return across === undefined ? [by] : [by.filter((dimension) => dimension !== across), [across]];
}

function ofPresentGroups(
  rows: readonly Row[],
  dimensions: readonly number[],
  { flags, among }: { readonly flags: readonly number[]; readonly among: readonly Row[] },
): readonly Row[] {
  const groupOf = (row: Row): string => JSON.stringify(dimensions.map((index) => row[index]));
  const present = new Set(among.filter((row) => flags.some((flag) => row[flag] === true)).map(groupOf));
  return rows.filter((row) => present.has(groupOf(row)));
}

/** By period, then the dimensions in their order: NULL last, numbers by size, text by its characters' codes. */
function sortedByGroup(rows: readonly Row[], dimensions: readonly number[]): readonly Row[] {
  return [...rows].sort((a, b) => {
    const differing = [0, ...dimensions].find((index) => a[index] !== b[index]);
    return differing === undefined ? 0 : compareCells(a[differing] ?? null, b[differing] ?? null);
  });
}

function compareCells(a: Cell, b: Cell): number {
  if (a === null || b === null) return a === null ? 1 : -1;
  return a < b ? -1 : 1;
}
