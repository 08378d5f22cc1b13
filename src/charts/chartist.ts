import { hashOf } from '../lib/hash.ts';
import { inLanguage } from '../lib/localText.ts';
import type { Brand, Chart, ChartWidth, Drawing, LocalText, Table } from '../types.ts';
import { chartView, heightOf, type ViewRequest } from './chartView.ts';
import { chartColours } from './colours.ts';
import { type CompiledChart, compileChart } from './compileChart.ts';
import { drawsNothing } from './drawsNothing.ts';
import { expandRepeat } from './expandRepeat.ts';
import { TABLE } from './fieldsOf.ts';
import { type Finish, finishSvg } from './finishSvg.ts';
import { registerFonts } from './fonts.ts';
import { isObject } from './json.ts';
import { columnsOfFewNames } from './lineEnds.ts';
import { localeOf } from './locale.ts';
import { hasNothingToShow, noDataPng, noDataSvg } from './noData.ts';
import { registerFormats } from './numberText.ts';
import { columnsOf, layOut, WIDTH_PX } from './specLayout.ts';
import { parseSvg } from './svgTree.ts';
import { registerDayLabels } from './timeAxis.ts';

export interface ChartRequest {
  readonly chart: Chart;
  readonly table: Table;
  readonly brand: Brand;
  readonly width: ChartWidth;
  /** Unique on its page: the SVG's ids begin with it. Letters, digits, `-` and `_`. */
  readonly id: string;
  /** What the figure is called on the page, where that is not the specification's title. */
  readonly title?: string;
}

export interface Chartist {
  /** A chart as SVG for a page: `role="img"` with a title, colours as custom properties, as wide as WIDTH_PX says. */
  draw(request: ChartRequest): Promise<Drawing>;
  /** Both widths; their ids end with the width's name. */
  drawWidths(request: Omit<ChartRequest, 'width'>): Promise<Readonly<Record<ChartWidth, Drawing>>>;
  /** The same chart as a PNG on white, `scale` pixels for one. */
  drawPng(request: Omit<ChartRequest, 'id'> & { readonly scale?: number }): Promise<Uint8Array>;
}

/** Compiled charts are kept up to this many; beyond it the oldest is compiled anew when it comes again. */
const MAX_COMPILED = 400;

/**
 * Draws charts. The same chart over tables with the same columns is compiled once, whatever the brand's colours, because
 * an SVG names its colours by meaning. What is drawn depends on the request alone.
 */
export function createChartist(): Chartist {
  registerFonts();
  registerFormats();
  registerDayLabels();
  const compiledFor = compiler();

  const draw = async (request: ChartRequest): Promise<Drawing> => {
    const { table, brand, width } = request;
    const empty = (): Drawing => {
      const { svg, ...size } = noDataSvg(brand.locale, width);
      return { svg: finishSvg(svg, { ...finishOf(request), ...size }), ...size };
    };
    if (hasNothingToShow(table, request.chart.spec)) return empty();
    const view = await chartView(viewRequest(request, compiledFor(request, 'variables')));
    try {
      if (drawsNothing(view)) return empty();
      const size = { width: WIDTH_PX[width], height: Math.ceil(heightOf(view)) };
      return { svg: finishSvg(parseSvg(await view.toSVG()), { ...finishOf(request), ...size }), ...size };
    } finally {
      view.finalize();
    }
  };

  return {
    draw,
    drawWidths: async (request) => ({
      wide: await draw({ ...request, width: 'wide', id: `${request.id}-wide` }),
      narrow: await draw({ ...request, width: 'narrow', id: `${request.id}-narrow` }),
    }),
    drawPng: async ({ scale = 2, ...request }) => {
      const { table, brand, width } = request;
      const { muted = '' } = chartColours(brand).light;
      const empty = (): Uint8Array => noDataPng(brand.locale, width, scale, muted);
      if (hasNothingToShow(table, request.chart.spec)) return empty();
      const view = await chartView(viewRequest(request, compiledFor(request, 'plain')));
      try {
        if (drawsNothing(view)) return empty();
        const canvas = await view.background('#ffffff').toCanvas(scale);
        return (canvas as unknown as { toBuffer(type: string): Uint8Array }).toBuffer('image/png');
      } finally {
        view.finalize();
      }
    },
  };
}

type CompileRequest = Pick<ChartRequest, 'chart' | 'table' | 'brand' | 'width'>;

function compiler(): (request: CompileRequest, colours: 'variables' | 'plain') => CompiledChart {
  const compiled = new Map<string, CompiledChart>();
  return ({ chart, table, brand, width }, colours) => {
    const { locale, currency } = brand;
    const dressing = {
      ...{ spec: chart.spec, columns: table.columns, brand: { locale, currency }, width },
      isOnePeriod: isOnePeriod(table),
      fewNames: columnsOfFewNames(table.columns, table.rows),
    };
    const plain = colours === 'plain' ? chartColours(brand).light : undefined;
    const key = hashOf({ ...dressing, plain });
    const known = compiled.get(key);
    if (known !== undefined) return known;
    const made = compileChart(dressing, TABLE, plain);
    const oldest = compiled.keys().next();
    if (compiled.size >= MAX_COMPILED && oldest.done !== true) compiled.delete(oldest.value);
    compiled.set(key, made);
    return made;
  };
}

/** Whether the table has numbers on one day alone. */
function isOnePeriod({ columns, rows }: Table): boolean {
  const day = columns.findIndex(({ type }) => type === 'day');
  const numbers = columns.flatMap(({ type }, index) => (type === 'number' ? [index] : []));
  const told = rows.filter((row) => numbers.some((index) => row[index] != null));
  return day >= 0 && new Set(told.map((row) => row[day])).size === 1;
}

function viewRequest({ chart, table, brand, width }: CompileRequest, compiled: CompiledChart): ViewRequest {
  return {
    compiled,
    table,
    locale: localeOf(brand.locale, brand.currency),
    widthPx: WIDTH_PX[width],
    columns: columnsOf(layOut(expandRepeat(chart.spec), width)),
  };
}

function finishOf({ chart, brand, id, title }: ChartRequest): Omit<Finish, 'width' | 'height'> {
  const text = (value: unknown): string =>
    typeof value === 'string' || isObject(value) ? inLanguage(value as LocalText, brand.locale) : '';
  const description = text(chart.spec['description']);
  const name = title ?? text(chart.spec['title']);
  return {
    id,
    title: name === '' ? chart.name : name,
    description: description === name ? '' : description,
    colours: chartColours(brand).light,
  };
}
