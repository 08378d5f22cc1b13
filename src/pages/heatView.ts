import { say } from '../lib/words.ts';
import type { Brand, Cell, Grain, Table } from '../types.ts';
import { HEAT_STEPS } from './brandSheet.ts';
import { type CellView, cellText, columnIndex } from './tableView.ts';

export interface HeatCell extends CellView {
  /** Step of the ramp, 0 to 6; none where there is no value, or where a column's values are all the same. */
  readonly step?: number;
}

export interface HeatView {
  readonly corner: string;
  readonly columnLabel: string;
  readonly valueLabel: string;
  readonly heads: readonly CellView[];
  readonly rows: readonly { readonly head: CellView; readonly cells: readonly (HeatCell | null)[] }[];
  readonly totalRows: number;
  readonly totalColumns: number;
  readonly hasNumberHeads: boolean;
}

export interface HeatLook {
  readonly row: string;
  readonly column: string;
  readonly value: string;
  readonly grain: Grain;
  readonly brand: Brand;
}

const MOST_ROWS = 60;
const MOST_COLUMNS = 40;

/**
 * A long table as a heat table. A cell without a row is null and stays blank (time has not reached it); a value that is
 * NULL is "–". Throws a RangeError that names a column the table lacks.
 */
export function heatView(table: Table, look: HeatLook): HeatView {
  const at = {
    row: columnIndex(table, look.row),
    column: columnIndex(table, look.column),
    value: columnIndex(table, look.value),
  };
  const rowKeys = distinct(table, at.row).slice(0, MOST_ROWS);
  const allColumns = ordered(distinct(table, at.column));
  const columnKeys = allColumns.slice(0, MOST_COLUMNS);
  const cells = new Map<string, Cell>();
  for (const row of table.rows) cells.set(keyOf(row[at.row] ?? null, row[at.column] ?? null), row[at.value] ?? null);
  const valueColumn = table.columns[at.value];
  const writer = (index: number, values: readonly Cell[]): ((value: Cell) => CellView) => {
    const column = table.columns[index];
    if (column === undefined) return () => ({ text: '' });
    const isShare = index === at.value && column.format === 'percent' && column.decimals === undefined;
    const text = cellText(isShare ? { ...column, decimals: 0 } : column, values, {
      ...look,
      isNarrow: index === at.column,
    });
    if (index === at.value) return text;
    return (value) => (value === null ? { text: say(look.brand.words, 'not_stated') } : text(value));
  };
  const [rowText, columnText] = [writer(at.row, rowKeys), writer(at.column, columnKeys)];
  const valueText = writer(at.value, []);
  const step = steps(columnKeys.map((column) => rowKeys.map((row) => cells.get(keyOf(row, column)))));
  return {
    corner: table.columns[at.row]?.label ?? look.row,
    columnLabel: table.columns[at.column]?.label ?? look.column,
    valueLabel: valueColumn?.label ?? look.value,
    heads: columnKeys.map(columnText),
    rows: rowKeys.map((row) => ({
      head: rowText(row),
      cells: columnKeys.map((column, index) => {
        const value = cells.get(keyOf(row, column));
        if (value === undefined) return null;
        const shade = typeof value === 'number' ? step(index, value) : undefined;
        return { ...valueText(value), ...(shade === undefined ? {} : { step: shade }) };
      }),
    })),
    totalRows: distinct(table, at.row).length,
    totalColumns: allColumns.length,
    hasNumberHeads: columnKeys.every((key) => typeof key === 'number'),
  };
}

/**
 * Which step of the ramp a value has, on one linear scale over all columns. A column that holds nothing but the highest
 * value (a cohort's first period, always 100 %) says nothing by its colour, and would push all others to the pale end:
 * it is left out of the scale and stays uncoloured.
 */
function steps(
  columns: readonly (readonly (Cell | undefined)[])[],
): (column: number, value: number) => number | undefined {
  const numbers = columns.map((values) => values.filter((value) => typeof value === 'number'));
  const highest = Math.max(...numbers.flat());
  const isFlat = numbers.map((values) => values.length > 2 && values.every((value) => value === highest));
  const scaled = numbers.filter((_, index) => !isFlat[index]).flat();
  const [low, high] = [Math.min(...scaled), Math.max(...scaled)];
  return (column, value) => {
    if (isFlat[column]) return undefined;
    if (high === low) return Math.floor(HEAT_STEPS / 2);
    return Math.min(HEAT_STEPS - 1, Math.floor(((value - low) / (high - low)) * HEAT_STEPS));
  };
}

function distinct({ rows }: Table, index: number): readonly Cell[] {
  return [...new Map(rows.map((row) => [JSON.stringify(row[index] ?? null), row[index] ?? null])).values()];
}

/** Numbers and days run by size; names stay in the query's own order. */
function ordered(keys: readonly Cell[]): readonly Cell[] {
  if (keys.every((key) => typeof key === 'number')) return keys.toSorted((a, b) => Number(a) - Number(b));
  if (keys.every((key) => typeof key === 'string' && /^\d{4}-\d\d-\d\d/.test(key))) return keys.toSorted();
  return keys;
}

function keyOf(row: Cell, column: Cell): string {
  return JSON.stringify([row, column]);
}
