import type { ChartWidth } from '../types.ts';
import { isObject, type Json, type JsonPath, listOf, mapDeep, numberOf, objectOf, unitsOf } from './json.ts';

/** Total widths of a drawing in pixels: the page's column, and a phone or half a column. */
export const WIDTH_PX: Readonly<Record<ChartWidth, number>> = { wide: 720, narrow: 340 };

const HEIGHT_PX: Readonly<Record<ChartWidth, number>> = { wide: 300, narrow: 240 };
const MAP_HEIGHT_PX: Readonly<Record<ChartWidth, number>> = { wide: 440, narrow: 220 };
const FACET_HEIGHT_PX: Readonly<Record<ChartWidth, number>> = { wide: 130, narrow: 110 };
/** What a specification's height shrinks to where it is narrow. */
const NARROW_SHARE = 0.8;
const ROW_PX = 24;
const FRAME_PX = 64;
const MAX_FACET_COLUMNS: Readonly<Record<ChartWidth, number>> = { wide: 6, narrow: 2 };

const JOINS = ['concat', 'hconcat', 'vconcat'];

/** Whether the specification is several views side by side, which Vega-Lite cannot fit into a width by itself. */
export function isComposite(spec: Json): boolean {
  const encoding = objectOf(spec['encoding']);
  return (
    'spec' in spec ||
    JOINS.some((key) => key in spec) ||
    ['row', 'column', 'facet'].some((channel) => channel in encoding)
  );
}

/** The specification laid out for a width: sizes, autosize, and for narrow ones fewer columns. */
export function layOut(given: Json, width: ChartWidth): Json {
  const spec = width === 'wide' ? given : withSmallerBubbles(given);
  if (isComposite(spec)) return { ...layOutComposite(spec, width, WIDTH_PX[width]), autosize: { type: 'pad' } };
  const steps = rowsDecideHeight(spec);
  return {
    ...spec,
    width: WIDTH_PX[width],
    height: steps ? stepHeight(spec) : heightOf(spec, width, HEIGHT_PX[width]),
    autosize: { type: steps ? 'fit-x' : 'fit', contains: 'padding' },
  };
}

/** A bubble's area shrinks with the plot. */
function withSmallerBubbles(spec: Json): Json {
  const shrink = (value: unknown, path: JsonPath): unknown =>
    path.at(-1) === 'rangeMax' && typeof value === 'number' ? value * 0.4 : value;
  return objectOf(mapDeep(spec, shrink));
}

/** How many plots stand beside each other, as far as the specification says. */
export function columnsOf(spec: Json): number {
  const facet = objectOf(objectOf(spec['encoding'])['facet'] ?? spec['facet']);
  const wide = listOf(spec['hconcat']).length;
  return Math.max(1, wide, numberOf(spec['columns']) ?? numberOf(facet['columns']) ?? 1);
}

function layOutComposite(spec: Json, width: ChartWidth, room: number): Json {
  const joined = JOINS.find((key) => key in spec);
  if (joined !== undefined) return layOutJoin(spec, joined, width, room);
  if ('spec' in spec) {
    const columns = facetColumns(spec, width);
    const inner = plotSize(objectOf(spec['spec']), width, room / columns, FACET_HEIGHT_PX[width]);
    const facet = objectOf(spec['facet']);
    const wrapped = 'field' in facet || !('row' in facet || 'column' in facet);
    return { ...spec, ...(wrapped ? { columns, resolve: withOwnTimeAxis(spec) } : {}), spec: inner };
  }
  const encoding = wrapColumns(objectOf(spec['encoding']), width);
  const columns = facetColumns({ ...objectOf(encoding['facet']) }, width);
  const facets = isObject(encoding['facet']) ? { facet: { ...encoding['facet'], columns } } : {};
  const share = 'facet' in encoding ? room / columns : 'column' in encoding ? room / 3 : room;
  const resolve = 'facet' in encoding ? { resolve: withOwnTimeAxis(spec) } : {};
  return { ...plotSize(spec, width, share, FACET_HEIGHT_PX[width]), ...resolve, encoding: { ...encoding, ...facets } };
}

/** An x axis under each of the wrapped plots: the last row may be short, and who looks at one plot need not search. */
function withOwnTimeAxis(spec: Json): Json {
  const resolve = objectOf(spec['resolve']);
  return { ...resolve, axis: { x: 'independent', ...objectOf(resolve['axis']) } };
}

function layOutJoin(spec: Json, joined: string, width: ChartWidth, room: number): Json {
  const children = listOf(spec[joined]).map(objectOf);
  const columns = joinColumns(spec, joined, children.length, width);
  const asked = children.map((child) => numberOf(child['width']) ?? 1);
  const total =
    columns === 1
      ? 1
      : Math.max(
          1,
          asked.slice(0, columns).reduce((sum, share) => sum + share, 0),
        );
  const sized = children.map((child, index) => {
    const share = columns === 1 ? room : (room * (asked[index] ?? 1)) / total;
    return isComposite(child) ? layOutComposite(child, width, share) : plotSize(child, width, share, HEIGHT_PX[width]);
  });
  const { [joined]: _, columns: __, ...rest } = spec;
  return { ...rest, concat: sized, columns };
}

function joinColumns(spec: Json, joined: string, count: number, width: ChartWidth): number {
  if (joined === 'vconcat') return 1;
  const columns = joined === 'hconcat' ? count : (numberOf(spec['columns']) ?? count);
  if (width === 'wide') return Math.max(1, columns);
  return columns >= 4 ? 2 : 1;
}

function facetColumns(spec: Json, width: ChartWidth): number {
  return Math.max(1, Math.min(numberOf(spec['columns']) ?? 3, MAX_FACET_COLUMNS[width]));
}

/** Rows of small charts have their names above them, and a row has no room on a phone: there it is wrapped. */
function wrapColumns(encoding: Json, width: ChartWidth): Json {
  if ('row' in encoding && !('column' in encoding)) {
    const { row, ...rest } = encoding;
    return { ...rest, facet: { ...objectOf(row), columns: 1 } };
  }
  if (width === 'wide' || !('column' in encoding) || 'row' in encoding) return encoding;
  const { column, ...rest } = encoding;
  return { ...rest, facet: { ...objectOf(column), columns: MAX_FACET_COLUMNS.narrow } };
}

function plotSize(view: Json, width: ChartWidth, share: number, height: number): Json {
  const steps = rowsDecideHeight(view);
  return {
    ...view,
    width: Math.max(40, Math.round(share - FRAME_PX)),
    height: steps ? stepHeight(view) : heightOf(view, width, height),
  };
}

function heightOf(view: Json, width: ChartWidth, otherwise: number): number {
  const asked = numberOf(view['height']);
  if (asked !== undefined) return width === 'wide' ? asked : Math.round(asked * NARROW_SHARE);
  return isMap(view) ? MAP_HEIGHT_PX[width] : otherwise;
}

function stepHeight(view: Json): Json {
  const { step } = objectOf(view['height']);
  return { step: numberOf(step) ?? ROW_PX };
}

/** A row per category: the more categories, the higher the chart. */
export function rowsDecideHeight(view: Json): boolean {
  if (isObject(view['height'])) return 'step' in view['height'];
  return view['height'] === undefined && unitsOf(view).some((unit) => isDiscrete(objectOf(unit['encoding'])['y']));
}

function isDiscrete(y: unknown): boolean {
  if (!isObject(y) || !('field' in y) || 'aggregate' in y || 'bin' in y) return false;
  return y['type'] === 'nominal' || y['type'] === 'ordinal' || !('type' in y || 'timeUnit' in y);
}

function isMap(view: Json): boolean {
  return unitsOf(view).some(({ mark }) => mark === 'geoshape' || objectOf(mark)['type'] === 'geoshape');
}
