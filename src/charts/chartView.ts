import { type LoggerInterface, View, type ViewOptions } from 'vega';
import { cellNumber } from '../lib/cellNumber.ts';
import type { Cell, Table, Words } from '../types.ts';
import type { CompiledChart } from './compileChart.ts';
import { compiledExpressions } from './compiledExpressions.ts';
import { cutLabels } from './distinctLabels.ts';
import { ticksSignal } from './fieldFormats.ts';
import { TABLE } from './fieldsOf.ts';
import { geographyFeatures } from './geographies.ts';
import type { Json } from './json.ts';
import type { Locale } from './locale.ts';
import { drawLonePoints } from './lonePoints.ts';
import { placeLabels } from './placeLabels.ts';
import { type Bounds, type Sides, sceneRoot, sidesOf } from './scene.ts';
import { dayTicks, timeOf } from './timeAxis.ts';
import { wrapLegends } from './wrapLegends.ts';

export interface ViewRequest {
  readonly compiled: CompiledChart;
  readonly table: Table;
  readonly locale: Locale;
  readonly words: Words;
  /** Total width of the drawing. */
  readonly widthPx: number;
  /** Plots beside each other. */
  readonly columns: number;
}

/** Space that labels of the y axis and gaps take from the ticks of an x axis. */
const AXIS_PX = 56;
const MAX_PASSES = 6;
const EXPRESSIONS = compiledExpressions();

/**
 * A Vega view with the table's rows, laid out so that nothing lies outside its width: legends wrap, plots that stand side
 * by side share what there is, a label that sticks out gets more padding, and none covers another. Call `finalize()` when
 * done.
 */
export async function chartView(request: ViewRequest): Promise<View> {
  const { compiled, table, locale } = request;
  const errors: unknown[] = [];
  const view = new View(compiled.runtime, {
    renderer: 'none',
    loader: NO_LOADER,
    expr: EXPRESSIONS,
    logger: errorLog(errors),
    // The types ask for what Vega makes of a locale itself.
    locale: locale as unknown as NonNullable<ViewOptions['locale']>,
  });
  for (const name of compiled.geographies)
    view.data(
      name,
      geographyFeatures(name).map((shape) => ({ ...shape })),
    );
  view.data(TABLE, rowsOf(table, compiled.parse));
  table.columns.forEach(({ type }, index) => {
    if (type !== 'day') return;
    const cells = table.rows.map((row) => row[index]);
    const width = (request.widthPx - AXIS_PX) / request.columns;
    view.signal(ticksSignal(index), dayTicks(cells, { width, words: request.words }));
  });
  await view.runAsync();
  await fitWidth(view, request);
  cutLabels(view);
  placeLabels(view);
  drawLonePoints(view);
  if (errors.length > 0) throw errors[0] instanceof Error ? errors[0] : new Error(errors.map(String).join('\n'));
  return view;
}

async function fitWidth(view: View, { compiled, widthPx, columns }: ViewRequest): Promise<void> {
  await wrapLegends(view, widthPx);
  if (!fitsByItself(compiled) && compiled.widthSignals.length > 0) {
    await sharePlots(view, { signals: compiled.widthSignals, widthPx, columns });
    return;
  }
  const over = overflow(view, widthPx);
  if (!Object.values(over).some((px) => px > 1)) return;
  const padding = sidesOf(view);
  const more = (side: keyof Sides): number => padding[side] + Math.ceil(Math.max(0, over[side]));
  view.padding({ left: more('left'), right: more('right'), top: more('top'), bottom: more('bottom') });
  await view.resize().runAsync();
}

interface Share {
  readonly signals: readonly string[];
  readonly widthPx: number;
  readonly columns: number;
}

/**
 * Widens or narrows the plots of a composite chart until they fill the width. What their axes and gaps take is not known
 * beforehand, nor always how many stand in a row; the second step goes by what the first one brought.
 */
async function sharePlots(view: View, { signals, widthPx, columns }: Share): Promise<void> {
  const start = signals.map((name) => Number(view.signal(name)));
  const mean = start.reduce((sum, width) => sum + width, 0) / start.length;
  let [scale, total, slope] = [1, totalWidth(view), mean * columns];
  for (let pass = 0; pass < MAX_PASSES && (total > widthPx || total < widthPx - 1.5); pass += 1) {
    const next = Math.max(0.1, scale + (widthPx - 0.5 - total) / slope);
    if (Math.abs(next - scale) < 0.0005) return;
    signals.forEach((name, index) => {
      view.signal(name, (start[index] ?? 0) * next);
    });
    await view.resize().runAsync();
    const widened = totalWidth(view);
    if (Math.abs(widened - total) > 2) slope = Math.max(mean * 0.5, (widened - total) / (next - scale));
    [scale, total] = [next, widened];
  }
}

const NO_BOUNDS: Bounds = { x1: 0, y1: 0, x2: 0, y2: 0 };

/** How far the drawing's contents reach beyond it; less than 0 where there is room left. */
function overflow(view: View, widthPx: number): Sides {
  const { bounds = NO_BOUNDS } = sceneRoot(view);
  const [x = 0, y = 0] = view.origin();
  const padding = sidesOf(view);
  return {
    left: -(bounds.x1 + x + padding.left),
    right: bounds.x2 + x + padding.left - widthPx,
    top: -(bounds.y1 + y + padding.top),
    bottom: bounds.y2 + y + padding.top - heightOf(view),
  };
}

/** Height of the whole drawing. */
export function heightOf(view: View): number {
  const padding = sidesOf(view);
  return viewSize(view)._viewHeight + padding.top + padding.bottom;
}

/** What Vega's own renderers go by; there is no public way to it. */
function viewSize(view: View): { readonly _viewWidth: number; readonly _viewHeight: number } {
  return view as unknown as { readonly _viewWidth: number; readonly _viewHeight: number };
}

/** Width of the whole drawing, as its contents make it. */
function totalWidth(view: View): number {
  const { left, right } = sidesOf(view);
  return Math.max(viewSize(view)._viewWidth + left + right, overflow(view, 0).right);
}

function fitsByItself({ vega }: CompiledChart): boolean {
  return String((vega['autosize'] as Json | undefined)?.['type'] ?? '').startsWith('fit');
}

/** Rows as Vega takes them. Control characters, which no markup may hold, become spaces. */
function rowsOf({ columns, rows }: Table, parse: Readonly<Record<string, string>>): Json[] {
  const readers = columns.map(({ name, type }) => ({ name, read: readerOf(parse[name], type) }));
  return rows.map((row) =>
    Object.fromEntries(readers.map(({ name, read }, index) => [name, read(row[index] ?? null)])),
  );
}

function readerOf(parse: string | undefined, type: string): (cell: Cell) => unknown {
  if (parse?.startsWith('date') || parse?.startsWith('utc')) return timeOf;
  if (type === 'number')
    return (cell) => {
      const value = cellNumber(cell);
      return value !== undefined && Number.isFinite(value) ? value : null;
    };
  return (cell) => (typeof cell === 'string' ? printable(cell) : cell);
}

function printable(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters to be rid of
  return text.toWellFormed().replace(/[\u0000-\u001f\u007f-\u009f\ufffe\uffff]+/g, ' ');
}

/** A drawing reads no file and asks no network. */
const NO_LOADER = {
  load: () => Promise.reject(new Error('A chart loads nothing.')),
  sanitize: () => Promise.reject(new Error('A chart links to nothing.')),
  http: () => Promise.reject(new Error('A chart loads nothing.')),
  file: () => Promise.reject(new Error('A chart loads nothing.')),
};

/** Vega tells of a failed expression through its logger and draws on; here it is an error. Its warnings concern empty domains. */
function errorLog(errors: unknown[]): LoggerInterface {
  const logger: LoggerInterface = {
    level: (() => logger) as unknown as LoggerInterface['level'],
    error: (...words: readonly unknown[]) => {
      errors.push(...words);
      return logger;
    },
    warn: () => logger,
    info: () => logger,
    debug: () => logger,
  };
  return logger;
}
