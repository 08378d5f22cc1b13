import { formatDay, formatInstant, formatNumber, formatPeriod } from '../lib/format.ts';
import { periodOf } from '../lib/period.ts';
import type { Brand, Cell, Column, Grain, Table } from '../types.ts';
import { type Phrases, say } from './phrases.ts';
import { shownText } from './plainText.ts';

/** A cell as a page shows it: its words, and what it takes to draw it. */
export interface CellView {
  readonly text: string;
  /** The whole of a text that was cut. */
  readonly whole?: string;
  /** Length of an inline bar, 0 to 100. */
  readonly bar?: number;
}

export interface ColumnView {
  readonly label: string;
  readonly isNumber: boolean;
  readonly isDay: boolean;
  /** The metric that it shows, for the link to its definition. */
  readonly metric?: string;
}

export interface TableView {
  readonly columns: readonly ColumnView[];
  readonly rows: readonly (readonly CellView[])[];
  readonly total: number;
}

export interface TableLook {
  readonly grain: Grain;
  readonly brand: Brand;
  readonly phrases: Phrases;
  /** Columns to show, in this order; all where absent. */
  readonly columns?: readonly string[];
  readonly limit: number;
  /** The column that gets inline bars. */
  readonly bars?: string;
  /** Latest period first, groups in their own order. */
  readonly latestFirst: boolean;
}

/** What a page shows of a table. Throws a RangeError that names a column the table lacks. */
export function tableView(table: Table, look: TableLook): TableView {
  const indexes = look.columns?.map((name) => columnIndex(table, name)) ?? table.columns.map((_, index) => index);
  const bars = look.bars === undefined ? -1 : columnIndex(table, look.bars);
  const rows = (look.latestFirst ? latestFirst(table) : table.rows).slice(0, look.limit);
  const longest = Math.max(0, ...rows.map((row) => numberOf(row[bars])));
  const columns = indexes.flatMap((index) => table.columns[index] ?? []);
  const texts = columns.map((column, at) =>
    cellText(
      column,
      table.rows.map((row) => row[indexes[at] ?? 0] ?? null),
      look,
    ),
  );
  return {
    columns: columns.map(({ label, type, metric }) => ({
      label: shownText(label).text,
      isNumber: type === 'number',
      isDay: type === 'day' || type === 'instant',
      ...(metric === undefined ? {} : { metric }),
    })),
    rows: rows.map((row) =>
      indexes.map((index, at) => {
        const value = row[index] ?? null;
        const cell = texts[at]?.(value) ?? { text: '' };
        return index === bars && longest > 0 ? { ...cell, bar: barLength(numberOf(value), longest) } : cell;
      }),
    ),
    total: table.rows.length,
  };
}

/** Where a column stands in a table's rows. */
export function columnIndex({ columns }: Table, name: string): number {
  const index = columns.findIndex((column) => column.name === name);
  if (index < 0) throw new RangeError(name);
  return index;
}

/** How to write the values of a column; `values` are all of them, because a column of months reads as months. */
export function cellText(
  column: Column,
  values: readonly Cell[],
  { grain, brand, phrases }: Pick<TableLook, 'grain' | 'brand' | 'phrases'>,
): (value: Cell) => CellView {
  const { locale, currency, timeZone, weekStart } = brand;
  const number = { format: column.format ?? 'decimal', locale, currency };
  const look = column.decimals === undefined ? number : { ...number, decimals: column.decimals };
  const plain = new Intl.NumberFormat(locale, { maximumFractionDigits: 2 });
  const isPeriod =
    column.type === 'day' && values.every((value) => typeof value !== 'string' || beginsPeriod(value, grain));
  return (value) => {
    if (value === null || value === '') return { text: value === null ? '–' : '' };
    if (typeof value === 'number')
      return {
        text:
          column.format === undefined && Number.isFinite(value)
            ? plain.format(value).replace('-', '−')
            : formatNumber(value, look),
      };
    if (typeof value === 'boolean') return { text: say(phrases, value ? 'yes' : 'no') };
    if (column.type === 'day' && isDay(value))
      return { text: isPeriod ? formatPeriod(periodOf(value, grain, weekStart), locale) : formatDay(value, locale) };
    if (column.type === 'instant' && !Number.isNaN(Date.parse(value)))
      return { text: formatInstant(value, locale, timeZone) };
    return shownText(value);
  };

  function beginsPeriod(value: string, of: Grain): boolean {
    return isDay(value) && of !== 'day' && periodOf(value, of, weekStart).start === value;
  }
}

function latestFirst({ columns, rows }: Table): Table['rows'] {
  const index = columns.findIndex(({ name }) => name === 'period');
  if (index < 0) return rows;
  return rows.toSorted((a, b) => String(b[index]).localeCompare(String(a[index]), 'en'));
}

function isDay(value: string): boolean {
  return /^\d{4}-\d\d-\d\d$/.test(value);
}

function barLength(value: number, longest: number): number {
  return Math.round((1000 * value) / longest) / 10;
}

/** Bars have no length below zero. */
function numberOf(value: Cell | undefined): number {
  return typeof value === 'number' ? Math.max(0, value) : 0;
}
