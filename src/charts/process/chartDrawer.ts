import type { View } from 'vega';
import { boundedCache } from '../../lib/boundedCache.ts';
import { inLanguage } from '../../lib/localText.ts';
import { say } from '../../lib/words.ts';
import type { Drawing, LocalText } from '../../types.ts';
import type { ChartRenderer, ChartRequest, Picture } from '../chartRenderer.ts';
import { chartView, heightOf, type ViewRequest } from '../chartView.ts';
import { chartColours } from '../colours.ts';
import { type CompiledChart, compileChart } from '../compileChart.ts';
import { drawsNothing } from '../drawsNothing.ts';
import { expandRepeat } from '../expandRepeat.ts';
import { TABLE } from '../fieldsOf.ts';
import { type Finish, finishSvg } from '../finishSvg.ts';
import { lettersWithoutFont, registerFonts } from '../fonts.ts';
import { isObject } from '../json.ts';
import { columnsOfFewNames } from '../lineEnds.ts';
import { localeOf } from '../locale.ts';
import { hasNothingToShow } from '../nothingToShow.ts';
import { registerFormats } from '../numberText.ts';
import { type PreparedChart, prepareChart } from '../prepareChart.ts';
import { sceneRoot, textsOf } from '../scene.ts';
import { columnsOf, layOut, WIDTH_PX } from '../specLayout.ts';
import { svgOf } from '../svgRenderer.ts';
import { registerDayLabels } from '../timeAxis.ts';

/**
 * Draws charts in the process that it is in. The same chart over tables with the same columns is compiled once, whatever the brand's colours, because
 * an SVG names its colours by meaning. What is drawn depends on the request alone.
 */
export function createDrawer(): ChartRenderer {
  registerFonts();
  registerFormats();
  registerDayLabels();
  const compiledFor = compiler();

  const draw = async (request: ChartRequest): Promise<Drawing> => {
    const { width } = request;
    const prepared = prepareChart(request);
    const view = await viewOf(prepared, request, 'variables');
    if (view === null) return { svg: '', width: WIDTH_PX[width], height: 0, notes: prepared.notes };
    try {
      const size = { width: WIDTH_PX[width], height: Math.ceil(heightOf(view)) };
      const svg = finishSvg(svgOf(view), { ...finishOf(request), ...size });
      return { svg, ...size, notes: prepared.notes };
    } finally {
      view.finalize();
    }
  };

  /** The chart laid out; null where its rows have nothing for it to draw. */
  const viewOf = async (
    prepared: PreparedChart,
    { brand, width }: Pick<ChartRequest, 'brand' | 'width'>,
    colours: 'variables' | 'plain',
  ): Promise<View | null> => {
    const { spec, table } = prepared;
    if (hasNothingToShow(table, spec)) return null;
    const request = { spec, table, brand, width };
    const view = await chartView(viewRequest(request, compiledFor(request, colours)));
    if (!drawsNothing(view)) return view;
    view.finalize();
    return null;
  };

  return {
    draw,
    drawWidths: async (request) => ({
      wide: await draw({ ...request, width: 'wide', id: `${request.id}-wide` }),
      narrow: await draw({ ...request, width: 'narrow', id: `${request.id}-narrow` }),
    }),
    drawPng: async ({ scale = 2, ...request }): Promise<Picture | null> => {
      const prepared = prepareChart(request);
      const view = await viewOf(prepared, request, 'plain');
      if (view === null) return null;
      try {
        const missing = lettersWithoutFont(textsOf(sceneRoot(view)).join(''));
        const canvas = await view.background('#ffffff').toCanvas(scale);
        const png = (canvas as unknown as { toBuffer(type: string): Uint8Array }).toBuffer('image/png');
        return { png, notes: prepared.notes, lettersWithoutFont: missing };
      } finally {
        view.finalize();
      }
    },
  };
}

type CompileRequest = Pick<ChartRequest, 'brand' | 'width'> & Pick<PreparedChart, 'spec' | 'table'>;

function compiler(): (request: CompileRequest, colours: 'variables' | 'plain') => CompiledChart {
  const compiled = boundedCache<CompiledChart>(400);
  return ({ spec, table, brand, width }, colours) => {
    const { locale, words, currency } = brand;
    const dressing = {
      ...{ spec, columns: table.columns, brand: { locale, currency }, width },
      labels: { blank: say(words, 'chart_blank'), notStated: say(words, 'not_stated') },
      fewNames: columnsOfFewNames(table.columns, table.rows),
    };
    const plain = colours === 'plain' ? chartColours(brand).light : undefined;
    const key = JSON.stringify([dressing, plain]);
    const known = compiled.get(key);
    if (known !== undefined) return known;
    const made = compileChart(dressing, TABLE, plain);
    compiled.set(key, made);
    return made;
  };
}

function viewRequest({ spec, table, brand, width }: CompileRequest, compiled: CompiledChart): ViewRequest {
  return {
    compiled,
    table,
    locale: localeOf(brand.locale, brand.currency),
    words: brand.words,
    widthPx: WIDTH_PX[width],
    columns: columnsOf(layOut(expandRepeat(spec), width)),
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
