import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { limited } from '../lib/limited.ts';
import { Ended, SandboxProcess } from '../sandbox/sandboxProcess.ts';
import type { Brand, Chart, ChartWidth, Drawing, Table } from '../types.ts';
import { MOST_CPU_MS } from './limits.ts';

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
  /** Both widths, asked for at once; their ids end with the width's name. */
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

/** What one drawing may hold where nothing else is said: a hundred times what a large one needs. Vega's own objects are within the first. */
const [MOST_HEAP_MB, MOST_BYTES] = [1024, 2 * 2 ** 30];
/** Short-lived objects are most of what a drawing makes; with room for them they are rarely looked through. */
const YOUNG_HEAP_MB = 32;
/** A drawing is ended well before, by its processor time. */
const LONGEST_MS = 600_000;

const PROGRAM = join(import.meta.dirname, 'process/drawProcess.ts');

/**
 * Draws charts in processes of their own, one for each core but the one on which pages are made of them: an expression
 * may make texts and lists without end, which costs that chart alone. What is drawn depends on the request alone. Throws
 * ProblemsError, or Error with what is wrong with the chart.
 */
export function createChartRenderer(mostBytes = MOST_BYTES): ChartRenderer {
  const processes = limited(Math.max(1, availableParallelism() - 1));
  const idle: SandboxProcess[] = [];
  const ask = (job: string, given: object): Promise<unknown> =>
    processes(async () => {
      const known = idle.pop();
      const child = known === undefined || known.isGone ? startProcess() : known;
      try {
        return await child.ask({ job, given, mostBytes }, { limitMs: LONGEST_MS });
      } catch (error) {
        throw error instanceof Ended ? new Error(REASONS[error.why] ?? error.message) : error;
      } finally {
        idle.push(child);
      }
    });
  return {
    draw: async (request) => (await ask('draw', request)) as Drawing,
    drawWidths: async (request) => (await ask('drawWidths', request)) as Readonly<Record<ChartWidth, Drawing>>,
    drawPng: async (request) => (await ask('drawPng', request)) as Picture | null,
  };
}

function startProcess(): SandboxProcess {
  return new SandboxProcess(PROGRAM, [
    `--max-old-space-size=${MOST_HEAP_MB}`,
    `--max-semi-space-size=${YOUNG_HEAP_MB}`,
  ]);
}

const REASONS: Readonly<Partial<Record<Ended['why'], string>>> = {
  memory: 'it needs more than a gigabyte of memory: a text, a list or a number of steps in it has no end.',
  time: `it takes more than ${MOST_CPU_MS / 1000} seconds: a part of it may never end.`,
};
