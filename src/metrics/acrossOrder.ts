import type { Cell, Period, TableShape } from '../types.ts';
import type { MeasuredRows } from './sliceRows.ts';

/** What the rows of a table are by themselves, and its columns: a period, the dimensions, the metric that orders them. */
export interface TotalRows {
  readonly rows: MeasuredRows;
  readonly columns: MeasuredRows;
}

interface Celled {
  readonly cells: readonly Cell[];
}

/**
 * The cells of a table with columns across, row by row: rows by what the ordering metric is of them alone, and so the
 * columns where they are texts; numbers, and all without an order, stay as they are. What nobody stated comes last.
 */
export function acrossOrder<T extends Celled>(
  groups: readonly T[],
  request: {
    readonly period: Period;
    readonly by: readonly string[];
    readonly shape: TableShape;
    readonly totals: TotalRows | undefined;
  },
): readonly T[] {
  const { period, by, shape, totals } = request;
  const at = by.indexOf(shape.across ?? '');
  const rowKey = ({ cells }: Celled): string => JSON.stringify(cells.filter((_, index) => index !== at));
  const columnKey = ({ cells }: Celled): string => JSON.stringify([cells[at] ?? null]);
  const isAscending = shape.order?.isAscending === true;
  const rows = keysInOrder(groups.map(rowKey), totals && { table: totals.rows, period, isAscending });
  const areTexts = groups.every(({ cells: { [at]: cell = null } }) => cell === null || typeof cell === 'string');
  const columns = keysInOrder(
    groups.map(columnKey),
    areTexts ? totals && { table: totals.columns, period, isAscending } : undefined,
  );
  const rowAt = new Map(rows.slice(0, shape.limit?.rows ?? rows.length).map((key, index) => [key, index]));
  const columnAt = new Map(columns.slice(0, shape.limit?.columns ?? columns.length).map((key, index) => [key, index]));
  const places = groups.flatMap((group) => {
    const [row, column] = [rowAt.get(rowKey(group)), columnAt.get(columnKey(group))];
    return row === undefined || column === undefined ? [] : [{ group, row, column }];
  });
  return places.sort((a, b) => a.row - b.row || a.column - b.column).map(({ group }) => group);
}

/** Distinct keys in the order of what is measured of them, without those of which nothing is; as they are where nothing orders them. */
function keysInOrder(
  keys: readonly string[],
  by: { readonly table: MeasuredRows; readonly period: Period; readonly isAscending: boolean } | undefined,
): readonly string[] {
  const distinct = [...new Set(keys)];
  if (by === undefined) return distinct;
  const values = new Map(
    by.table.rows.flatMap((row): readonly (readonly [string, number])[] => {
      const value = row.at(-1);
      return row[0] === by.period.start && typeof value === 'number' ? [[JSON.stringify(row.slice(1, -1)), value]] : [];
    }),
  );
  const sign = by.isAscending ? 1 : -1;
  const isOfNone = (key: string): number => Number(key.startsWith('[null'));
  return distinct
    .filter((key) => values.has(key))
    .toSorted((a, b) => isOfNone(a) - isOfNone(b) || sign * ((values.get(a) ?? 0) - (values.get(b) ?? 0)));
}
