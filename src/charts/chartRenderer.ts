import { join } from 'node:path';
import { Ended, SandboxProcess } from '../sandbox/sandboxProcess.ts';
import type { Brand, Chart, ChartWidth, Drawing, Table } from '../types.ts';

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

export interface ChartRenderer {
  /** A chart as SVG for a page: `role="img"` with a title, colours as custom properties, as wide as WIDTH_PX says. */
  draw(request: ChartRequest): Promise<Drawing>;
  /** Both widths; their ids end with the width's name. */
  drawWidths(request: Omit<ChartRequest, 'width'>): Promise<Readonly<Record<ChartWidth, Drawing>>>;
  /** The same chart as a PNG on white, `scale` pixels for one; null where its rows have nothing to draw. */
  drawPng(request: Omit<ChartRequest, 'id'> & { readonly scale?: number }): Promise<Picture | null>;
}

export interface Picture {
  readonly png: Uint8Array;
  readonly notes: Drawing['notes'];
  /** Letters that stand in it as boxes. */
  readonly lettersWithoutFont: readonly string[];
}

/** What one drawing may hold: a hundred times what a large one needs. Vega's own objects are within the first. */
const [MOST_HEAP_MB, MOST_BYTES] = [1024, 2 * 2 ** 30];
/** A drawing ends itself well before, where it is Vega that goes on. */
const LONGEST_MS = 120_000;

const PROGRAM = join(import.meta.dirname, 'process/drawProcess.ts');

/**
 * Draws charts, one after the other, in a process of their own: an expression may make texts and lists without end,
 * which costs that chart alone. What is drawn depends on the request alone. Throws ProblemsError, or Error with what is
 * wrong with the chart.
 */
export function createChartRenderer(): ChartRenderer {
  let child: SandboxProcess | undefined;
  let last: Promise<unknown> = Promise.resolve();
  const drawNext = async (job: string, given: object): Promise<unknown> => {
    if (child === undefined || child.isGone)
      child = new SandboxProcess(PROGRAM, [`--max-old-space-size=${MOST_HEAP_MB}`]);
    try {
      return await child.ask({ job, given, mostBytes: MOST_BYTES }, { limitMs: LONGEST_MS });
    } catch (error) {
      throw error instanceof Ended ? new Error(REASONS[error.why] ?? error.message) : error;
    }
  };
  const ask = (job: string, given: object): Promise<unknown> => {
    const drawn = last.then(() => drawNext(job, given));
    last = drawn.catch(() => undefined);
    return drawn;
  };
  const draw = async (request: ChartRequest): Promise<Drawing> => (await ask('draw', request)) as Drawing;
  return {
    draw,
    drawWidths: async (request) => ({
      wide: await draw({ ...request, width: 'wide', id: `${request.id}-wide` }),
      narrow: await draw({ ...request, width: 'narrow', id: `${request.id}-narrow` }),
    }),
    drawPng: async (request) => (await ask('drawPng', request)) as Picture | null,
  };
}

const REASONS: Readonly<Partial<Record<Ended['why'], string>>> = {
  memory: 'it needs more than a gigabyte of memory: a text, a list or a number of steps in it has no end.',
  time: `it takes more than ${LONGEST_MS / 1000} seconds.`,
};
