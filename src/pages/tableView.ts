import { cellNumber, isLongNumber } from '../lib/cellNumber.ts';
import { formatInstant, formatLongNumber, formatNumber, formatPeriodShort, type NumberLook } from '../lib/format.ts';
import { directionOf } from '../lib/intlLocale.ts';
import { periodOf } from '../lib/period.ts';
import { say } from '../lib/words.ts';
import type { Brand, CalendarGrain, Cell, Column, Grain, PartialPeriod, SpannedBrand, Table } from '../types.ts';
import { dayText, plainNumber } from './cellWords.ts';
import { latestFirst } from './latestFirst.ts';
import { marksOf } from './partMarks.ts';
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
  /** Columns to show, in this order; all where absent. */
  readonly columns?: readonly string[];
  readonly limit: number;
  /** The column that gets inline bars. */
  readonly bars?: string;
  /** Latest period first, and of its groups the largest first. */
  readonly latestFirst: boolean;
  /** Whether the rows of a period have an order of their own, and keep it. */
  readonly isOrdered?: boolean;
  /** Periods in little room: "16 Nov". */
  readonly isNarrow?: boolean;
  /** The periods that are not whole, which it says beside them. */
  readonly parts?: readonly PartialPeriod[];
  /** Whose rows these are, in an edition that spans brands: each in its own currency, in this order. */
  readonly brands?: readonly SpannedBrand[];
}

/** What a page shows of a table. Throws a RangeError that names a column the table lacks. */
export function tableView(table: Table, look: TableLook): TableView {
  const indexes = look.columns?.map((name) => columnIndex(table, name)) ?? shownByItself(table);
  const bars = look.bars === undefined ? -1 : columnIndex(table, look.bars);
  const told = { ...table, rows: table.rows.filter((row) => saysSomething(row, table)) };
  const sorted = look.latestFirst ? latestFirst(told, look.brands === undefined && look.isOrdered !== true) : told.rows;
  const rows = sorted.slice(0, look.limit);
  const longest = Math.max(0, ...rows.map((row) => numberOf(row[bars])));
  const columns = indexes.flatMap((index) => table.columns[index] ?? []);
  const parted = new Set(look.parts?.flatMap((part) => part.metrics));
  const metrics = columns.flatMap(({ name, metric }) => (metric === undefined && !parted.has(name) ? [] : [name]));
  const isOneOfMany = new Set(look.brands?.map(({ currency }) => currency)).size > 1;
  const textsIn = (currency: string) =>
    columns.map((column, at) =>
      cellText(
        column,
        table.rows.map((row) => row[indexes[at] ?? 0] ?? null),
        { ...look, brand: { ...look.brand, currency, isOneOfMany } },
      ),
    );
  const { currency } = look.brand;
  const textsOf = new Map(
    [currency, ...(look.brands ?? []).map((one) => one.currency)].map((one) => [one, textsIn(one)]),
  );
  return {
    columns: columns.map(({ label, type, metric }) => ({
      label: shownText(label).text,
      isNumber: type === 'number',
      isDay: type === 'day' || type === 'instant',
      ...(metric === undefined ? {} : { metric }),
    })),
    rows: rows.map((row) => {
      const marks = marksOf(row, look.parts ?? [], { words: look.brand.words, metrics });
      const texts = textsOf.get(currencyOf(row, table, look.brands) ?? currency) ?? [];
      return indexes.map((index, at) => {
        const value = row[index] ?? null;
        const cell =
          value === null && isGroup(table.columns[index], table)
            ? { text: say(look.brand.words, 'not_stated') }
            : (texts[at]?.(value) ?? { text: '' });
        const { name = '', metric } = columns[at] ?? {};
        const mark = metric === undefined ? [marks.period, marks.group][index] : marks.metrics.get(name);
        const marked = mark === undefined ? cell : { ...cell, text: `${cell.text} ${aside(mark, look.brand.locale)}` };
        return index === bars && longest > 0 ? { ...marked, bar: barLength(numberOf(value), longest) } : marked;
      });
    }),
    total: told.rows.length,
  };
}

/** In brackets, and kept together where what stands before it is read from the right. */
function aside(mark: string, locale: string): string {
  return directionOf(locale) === 'rtl' ? `\u2068(${mark})\u2069` : `(${mark})`;
}

/** The currency of a row of an edition that spans brands. */
export function currencyOf(
  row: readonly Cell[],
  { columns }: Table,
  brands: readonly SpannedBrand[] | undefined,
): string | undefined {
  if (brands === undefined) return undefined;
  // The first column after the period says whose the row is.
  const title = row[columns.findIndex(({ metric, type }) => metric === undefined && type === 'text')];
  return brands.find((brand) => brand.title === title)?.currency;
}

/** Whether a column says whose metrics a row has: there NULL is not a value that is lacking, but people who named none. */
function isGroup(column: Column | undefined, { columns }: Table): boolean {
  return column?.type === 'text' && columns.some(({ metric }) => metric !== undefined);
}

/** Those who named no group have a row of metrics where there is anything to say of them. */
function saysSomething(row: readonly Cell[], table: Table): boolean {
  const isOfNone = table.columns.some((column, index) => isGroup(column, table) && row[index] == null);
  const hasValue = table.columns.some(({ metric }, index) => metric !== undefined && (row[index] ?? 0) !== 0);
  return hasValue || !isOfNone;
}

/** All columns but a period that is the same in every row of several: the page has said it already. */
function shownByItself({ columns, rows }: Table): readonly number[] {
  const all = columns.map((_, index) => index);
  const period = columns.findIndex(({ name }) => name === 'period');
  const isOne =
    rows.every((row) => row[period] === rows[0]?.[period]) && (rows.length > 1 || rows[0]?.[period] === null);
  return period >= 0 && isOne ? all.filter((index) => index !== period) : all;
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
  {
    grain,
    brand,
    isNarrow = false,
  }: Pick<TableLook, 'grain' | 'isNarrow'> & { readonly brand: Brand & Pick<NumberLook, 'isOneOfMany'> },
): (value: Cell) => CellView {
  const { locale, currency, timeZone, weekStart, isOneOfMany = false } = brand;
  const number = { format: column.format ?? 'decimal', locale, currency, isOneOfMany };
  const look = column.decimals === undefined ? number : { ...number, decimals: column.decimals };
  // All time has no first day: a day in its tables is just that.
  const shown = grain !== 'all_time' && isPeriods(grain) ? grain : undefined;
  return (value) => {
    if (value === null || value === '') return { text: value === null ? '–' : '' };
    if (typeof value === 'number')
      return {
        text:
          column.format === undefined && Number.isFinite(value)
            ? plainNumber(value, locale)
            : formatNumber(value, look),
      };
    if (column.type === 'number' && isLongNumber(value)) return { text: formatLongNumber(value, look) };
    if (typeof value === 'boolean') return { text: say(brand.words, value ? 'yes' : 'no') };
    if (column.type === 'day' && isDay(value)) {
      return { text: isNarrow ? narrowDay(value) : dayText(value, shown ?? 'none', brand) };
    }
    if (column.type === 'instant' && !Number.isNaN(Date.parse(value)))
      return { text: formatInstant(value, locale, timeZone) };
    return shownText(value);
  };

  function narrowDay(day: string): string {
    return formatPeriodShort(periodOf(day, shown ?? 'day', weekStart), brand.words);
  }

  function isPeriods(of: CalendarGrain): boolean {
    const begins = (value: string) => isDay(value) && of !== 'day' && periodOf(value, of, weekStart).start === value;
    return column.type === 'day' && values.every((value) => typeof value !== 'string' || begins(value));
  }
}

function isDay(value: string): boolean {
  return /^\d{4}-\d\d-\d\d$/.test(value);
}

function barLength(value: number, longest: number): number {
  return Math.round((1000 * value) / longest) / 10;
}

/** Bars have no length below zero. */
function numberOf(value: Cell | undefined): number {
  return Math.max(0, cellNumber(value) ?? 0);
}
