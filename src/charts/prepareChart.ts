import { cellNumber } from '../lib/cellNumber.ts';
import { formatNumber } from '../lib/format.ts';
import { ProblemsError } from '../lib/problem.ts';
import { say } from '../lib/words.ts';
import type { Brand, Cell, Chart, ChartWidth, Table } from '../types.ts';
import { isObject, type Json, mapDeep, membersCalled, objectOf, textsOf } from './json.ts';
import { plainNames } from './plainNames.ts';
import { isComposite, rowsDecideHeight, WIDTH_PX } from './specLayout.ts';
import { dayText } from './timeAxis.ts';

/** A chart and its rows as they can be drawn, and what its reader has to know of that. */
export interface PreparedChart {
  readonly spec: Json;
  readonly table: Table;
  /** Sentences in the brand's language. */
  readonly notes: readonly string[];
}

export interface PrepareRequest {
  readonly chart: Chart;
  readonly table: Table;
  readonly brand: Brand;
  readonly width: ChartWidth;
}

/**
 * What the rows ask of a specification: names that Vega can read, no value on a logarithmic scale that has no place
 * there, and an axis that one ratio out of all proportion does not flatten. Throws ProblemsError where there is more to
 * draw than anybody could read.
 */
export function prepareChart({ chart, table: given, brand, width }: PrepareRequest): PreparedChart {
  const { spec, columns } = plainNames(chart.spec, given.columns);
  refuseTooMuch(chart, spec, given);
  const table = { columns, rows: given.rows };
  const onLog = withoutTheUndrawable(spec, table, brand);
  const cut = withCutAxes(spec, onLog.table, brand);
  return {
    spec: withRoomForNames(cut.spec, onLog.table, width),
    table: onLog.table,
    notes: [...onLog.notes, ...cut.notes],
  };
}

/** Space that a y axis takes; what a band needs to be labelled at all; and between two labels. */
const [AXIS_PX, LEAST_BAND_PX, BETWEEN_PX] = [56, 48, 8];
const MEAN_LETTER_PX = 6;

/** Names under a few bars are cut to the width of a bar, rather than every other one left out. */
function withRoomForNames(spec: Json, { columns, rows }: Table, width: ChartWidth): Json {
  const x = objectOf(objectOf(spec['encoding'])['x']);
  const at = columns.findIndex(({ name, type }) => name === x['field'] && type === 'text');
  if (at < 0 || isComposite(spec) || x['axis'] === null || 'labelLimit' in objectOf(x['axis'])) return spec;
  const names = new Set(rows.map((row) => String(row[at] ?? '')));
  const band = Math.floor((WIDTH_PX[width] - AXIS_PX) / Math.max(1, names.size)) - BETWEEN_PX;
  const longest = Math.max(0, ...[...names].map((name) => name.length)) * MEAN_LETTER_PX;
  if (band < LEAST_BAND_PX || longest <= band) return spec;
  const axis = { ...objectOf(x['axis']), labelLimit: band };
  return { ...spec, encoding: { ...objectOf(spec['encoding']), x: { ...x, axis } } };
}

/** A row of a ranking is as high as a line of text: more would be metres of paper. */
const MOST_RANKED = 500;
const MOST_ROWS = 50_000;

function refuseTooMuch(chart: Chart, spec: Json, { columns, rows }: Table): void {
  const refuse = (count: number, most: number, what: string): never => {
    throw new ProblemsError([
      {
        ...chart.place,
        message: `The chart "${chart.name}" would have ${count.toLocaleString('en')} ${what}, and nobody reads more than ${most.toLocaleString('en')}.`,
        hint: 'Give its query a limit, or group what is small.',
      },
    ]);
  };
  if (rows.length > MOST_ROWS) refuse(rows.length, MOST_ROWS, 'rows');
  if (!rowsDecideHeight(spec)) return;
  for (const { value } of membersCalled(spec, 'y')) {
    const index = columns.findIndex(({ name }) => name === objectOf(value)['field']);
    const names = new Set(index < 0 ? [] : rows.map((row) => row[index]));
    if (names.size > MOST_RANKED) refuse(names.size, MOST_RANKED, 'lines of names');
  }
}

/** What has no place in a chart, and the message that says so. */
const UNDRAWABLE = [
  // A value of zero or less would stand at infinity; Vega draws it, and all others, at one place.
  {
    isAsked: ({ scale }: Json) => objectOf(scale)['type'] === 'log',
    isOff: (value: number) => value <= 0,
    note: 'chart_not_on_log',
  },
  // What is taken away is no part of a whole: Vega would add it to the whole, and show it as if it were there.
  { isAsked: ({ stack }: Json) => stack === 'normalize', isOff: (value: number) => value < 0, note: 'chart_no_share' },
] as const;

function withoutTheUndrawable(spec: Json, table: Table, { words }: Brand): Pick<PreparedChart, 'table' | 'notes'> {
  const notes: string[] = [];
  let { rows } = table;
  const definitions = ['x', 'y'].flatMap((channel) => membersCalled(spec, channel).map(({ value }) => objectOf(value)));
  for (const { isAsked, isOff, note } of UNDRAWABLE)
    for (const field of new Set(definitions.filter(isAsked).map((definition) => definition['field']))) {
      const at = table.columns.findIndex(({ name }) => name === field);
      const isCellOff = (cell: Cell | undefined): boolean => {
        const value = cellNumber(cell);
        return value !== undefined && isOff(value);
      };
      const count = rows.filter((row) => isCellOff(row[at])).length;
      if (at < 0 || count === 0) continue;
      rows = rows.map((row) => (isCellOff(row[at]) ? row.with(at, null) : row));
      notes.push(say(words, note, { count, column: table.columns[at]?.label ?? String(field) }));
    }
  return { table: { ...table, rows }, notes };
}

/** A ratio counts as out of all proportion from ten times the largest of the others, and from 300 per cent. */
const OUT_OF_PROPORTION = 10;
const LEAST_CUT = 3;
/** More values than this share, and at least one, are no exception but the rule. */
const MOST_CUT = 0.1;

interface Cut {
  readonly limit: number;
  readonly beyond: readonly { readonly row: readonly Cell[]; readonly value: number }[];
}

/**
 * A change from next to nothing, +35,748 %, makes a flat line of all other values. Its axis ends where the others do, its
 * mark reaches the edge, and a note says what it is. Amounts and counts are never cut: what is large there is large.
 */
function withCutAxes(spec: Json, table: Table, brand: Brand): Pick<PreparedChart, 'spec' | 'notes'> {
  const notes = new Set<string>();
  const folds = membersCalled(spec, 'fold').map(({ value, path }) => ({
    fields: textsOf(value),
    as:
      textsOf(objectOf(path.slice(0, -1).reduce<unknown>((part, step) => (part as Json)[step], spec))['as'])[1] ??
      'value',
  }));
  const columnsOf = (field: string): readonly number[] => {
    const names = folds.find(({ as }) => as === field)?.fields ?? [field];
    return names.map((name) => table.columns.findIndex((column) => column.name === name));
  };
  const cutOf = (definition: Json): Cut | undefined => {
    const { field, aggregate, bin, stack, scale } = definition;
    if (typeof field !== 'string' || aggregate !== undefined || bin !== undefined || typeof stack === 'string')
      return undefined;
    if (['domain', 'domainMax', 'domainMin', 'type'].some((key) => key in objectOf(scale)) || scale === null)
      return undefined;
    const indexes = columnsOf(field);
    return indexes.every((index) => table.columns[index]?.format === 'percent')
      ? cutAmong(table.rows, indexes)
      : undefined;
  };
  const cut = mapDeep(spec, (value, path) => {
    const channel = path.at(-1);
    if ((channel !== 'x' && channel !== 'y') || path.at(-2) !== 'encoding' || !isObject(value)) return value;
    const found = cutOf(value);
    if (found === undefined) return value;
    for (const { row, value: beyond } of found.beyond) notes.add(beyondWords(row, beyond, table, brand));
    const ends = found.beyond.map(({ value: beyond }) => Math.sign(beyond));
    const domain = {
      ...(ends.includes(1) ? { domainMax: found.limit } : {}),
      ...(ends.includes(-1) ? { domainMin: -found.limit } : {}),
    };
    return { ...value, scale: { ...objectOf(value['scale']), ...domain, clamp: true } };
  });
  if (notes.size === 0) return { spec, notes: [] };
  return { spec: objectOf(cut), notes: [say(brand.words, 'chart_beyond', { values: [...notes].join('; ') })] };
}

function cutAmong(rows: Table['rows'], indexes: readonly number[]): Cut | undefined {
  const values = rows.flatMap((row) =>
    indexes.flatMap((index) => {
      const value = cellNumber(row[index]);
      return value !== undefined && Number.isFinite(value) ? [{ row, value }] : [];
    }),
  );
  const sizes = values.map(({ value }) => Math.abs(value)).sort((a, b) => b - a);
  const most = Math.max(1, Math.floor(sizes.length * MOST_CUT));
  const isBeyond = (size: number, next: number): boolean => size > LEAST_CUT && size > OUT_OF_PROPORTION * next;
  const count = sizes.findIndex((size, index) => index > 0 && index <= most && isBeyond(sizes[index - 1] ?? 0, size));
  const limit = (sizes[count] ?? 0) * 1.1;
  if (count < 1 || values.length < 4 || limit === 0) return undefined;
  return { limit, beyond: values.filter(({ value }) => Math.abs(value) > limit) };
}

/** "28 Dec 2025, North: 35,748%". */
function beyondWords(row: readonly Cell[], value: number, { columns }: Table, { locale, currency }: Brand): string {
  const where = columns.flatMap(({ type }, index) => {
    const cell = row[index];
    if (typeof cell !== 'string') return [];
    return type === 'day' ? [dayText(Date.parse(cell), locale)] : [cell];
  });
  const text = formatNumber(value, { format: 'percent', decimals: 0, locale, currency });
  return where.length === 0 ? text : `${where.join(', ')}: ${text}`;
}
