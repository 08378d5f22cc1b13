import { type LoggerInterface, View, type ViewOptions } from 'vega';
import type { Cell, Table } from '../types.ts';
import type { CompiledChart } from './compileChart.ts';
import { ticksSignal } from './fieldLooks.ts';
import { TABLE } from './fieldsOf.ts';
import { geographyFeatures } from './geographies.ts';
import type { Json } from './json.ts';
import type { Locale } from './locale.ts';
import { dayTicks, timeOf } from './timeAxis.ts';

export interface ViewRequest {
  readonly compiled: CompiledChart;
  readonly table: Table;
  readonly locale: Locale;
  /** Total width of the drawing. */
  readonly widthPx: number;
  /** Plots beside each other. */
  readonly columns: number;
}

/** Space that labels of the y axis and gaps take from the ticks of an x axis. */
const AXIS_PX = 56;
/** How many entries of a legend may stand in a row, tried in turn while the legend is too wide. */
const LEGEND_COLUMNS = [0, 6, 5, 4, 3, 2, 1];
const MAX_PASSES = 12;

/**
 * A Vega view with the table's rows, laid out so that nothing lies outside its width: legends wrap, plots that stand side
 * by side share what there is, and a label that sticks out gets more padding. Call `finalize()` when done.
 */
export async function chartView(request: ViewRequest): Promise<View> {
  const { compiled, table, locale } = request;
  const errors: unknown[] = [];
  const view = new View(compiled.runtime, {
    renderer: 'none',
    loader: NO_LOADER,
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
    view.signal(ticksSignal(index), dayTicks(cells, { width, locale: locale.name }));
  });
  await view.runAsync();
  await fitWidth(view, request);
  if (errors.length > 0) throw errors[0] instanceof Error ? errors[0] : new Error(errors.map(String).join('\n'));
  return view;
}

interface Extent {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

async function fitWidth(view: View, { compiled, widthPx, columns }: ViewRequest): Promise<void> {
  let legend = 0;
  for (let pass = 0; pass < MAX_PASSES; pass += 1) {
    const over = overflow(view, widthPx);
    if (over.right > 1 && legend < LEGEND_COLUMNS.length - 1 && legendRight(view) > widthPx + 0.5) {
      legend += 1;
      view.signal('legendColumns', LEGEND_COLUMNS[legend]);
    } else if (compiled.widthSignals.length > 0 && !fitsByItself(compiled)) {
      if (Math.abs(over.right) <= 1) return;
      sharePlots(view, compiled.widthSignals, over.right, columns);
    } else if (Object.values(over).some((px) => px > 0.5)) {
      const padding = sides(view.padding());
      const more = (side: keyof Extent): number => padding[side] + Math.ceil(Math.max(0, over[side]));
      view.padding({ left: more('left'), right: more('right'), top: more('top'), bottom: more('bottom') });
    } else return;
    await view.resize().runAsync();
  }
}

/** How far the drawing's contents reach beyond it; on the right of a composite also how much is left, as less than 0. */
function overflow(view: View, widthPx: number): Extent {
  const { bounds } = sceneRoot(view) as {
    readonly bounds: { readonly x1: number; readonly y1: number; readonly x2: number; readonly y2: number };
  };
  const [x = 0, y = 0] = view.origin();
  const padding = sides(view.padding());
  return {
    left: -(bounds.x1 + x + padding.left),
    right: bounds.x2 + x + padding.left - widthPx,
    top: -(bounds.y1 + y + padding.top),
    bottom: bounds.y2 + y + padding.top - heightOf(view),
  };
}

/** Height of the whole drawing. */
export function heightOf(view: View): number {
  const padding = sides(view.padding());
  const inner = (view as unknown as { readonly _viewHeight: number })._viewHeight;
  return inner + padding.top + padding.bottom;
}

function sides(padding: ReturnType<View['padding']>): Extent {
  const {
    left = 0,
    right = 0,
    top = 0,
    bottom = 0,
  } = typeof padding === 'number'
    ? { left: padding, right: padding, top: padding, bottom: padding }
    : (padding as Partial<Extent>);
  return { left, right, top, bottom };
}

function sharePlots(view: View, signals: readonly string[], tooMuch: number, columns: number): void {
  const widths = signals.map((name) => Number(view.signal(name)));
  const mean = widths.reduce((sum, width) => sum + width, 0) / widths.length;
  const factor = 1 - tooMuch / (mean * columns);
  signals.forEach((name, index) => {
    view.signal(name, Math.max(24, (widths[index] ?? 0) * factor));
  });
}

function fitsByItself({ vega }: CompiledChart): boolean {
  return String((vega['autosize'] as Json | undefined)?.['type'] ?? '').startsWith('fit');
}

/** The scenegraph's root mark, which Vega's types leave out. */
function sceneRoot(view: View): unknown {
  return (view.scenegraph() as unknown as { readonly root: unknown }).root;
}

interface SceneMark {
  readonly role?: string;
  readonly bounds?: { readonly x2: number };
  readonly items?: readonly { readonly items?: readonly SceneMark[] }[];
}

function legendRight(view: View): number {
  const [x = 0] = view.origin();
  const frame = sceneRoot(view) as SceneMark;
  const legends = (frame.items?.[0]?.items ?? []).filter(({ role }) => role === 'legend');
  return Math.max(0, ...legends.map(({ bounds }) => (bounds?.x2 ?? 0) + x + sides(view.padding()).left));
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
  if (type === 'number') return (cell) => (typeof cell === 'number' && Number.isFinite(cell) ? cell : null);
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
