import { cpus } from 'node:os';
import { type Measured, median } from './measure.ts';
import type { PageWeight } from './pageWeight.ts';

/** What is measured, in the order in which it is told. */
export const FIGURES = [
  'pull alone',
  'build alone',
  'compose alone',
  "the day's script, pages",
  'everything, from nothing',
  'the browser alone',
  'again, nothing changed',
  'again, one brand changed',
  "the day's script, pages and PDFs",
] as const;
export type Figure = (typeof FIGURES)[number];
export type Figures = ReadonlyMap<Figure, Measured[]>;

export function figureTable(figures: Figures, editions: number): readonly string[] {
  const lines = FIGURES.flatMap((name) => {
    const runs = figures.get(name) ?? [];
    if (runs.length === 0) return [];
    const { seconds, cpuSeconds, peakMb } = median(runs);
    const cells = [name, seconds.toFixed(1), cpuSeconds?.toFixed(1) ?? '–', peakMb?.toFixed(0) ?? '–'];
    return `| ${cells.join(' | ')} |`;
  });
  const cores = cpus();
  return [
    `${cores.length} cores (${cores[0]?.model.trim()}), Node ${process.version}, ${editions} editions, the median of each figure:`,
    '',
    '| | seconds | CPU seconds, all processes | peak memory of the process, MB |',
    '|---|--:|--:|--:|',
    ...lines,
  ];
}

/** A ratio of two figures, by the clock and in CPU seconds, and what it may be by the clock. */
export interface Ratio {
  readonly name: string;
  readonly seconds: number;
  readonly cpuSeconds: number | null;
  readonly budget: number;
}

const PAGES: readonly Figure[] = ['pull alone', 'build alone', 'compose alone'];
const RATIOS: readonly (Pick<Ratio, 'name' | 'budget'> & { readonly of: readonly Figure[]; readonly to: Figure })[] = [
  { name: "pages ÷ the day's script", of: PAGES, to: "the day's script, pages", budget: 0.4 },
  { name: 'everything ÷ the browser alone', of: ['everything, from nothing'], to: 'the browser alone', budget: 1.3 },
  {
    ...{ name: "everything ÷ the day's script with PDFs", budget: 0.2 },
    ...{ of: ['everything, from nothing'], to: "the day's script, pages and PDFs" },
  },
  {
    ...{ name: 'one brand changed ÷ everything', budget: 0.12 },
    ...{ of: ['again, one brand changed'], to: 'everything, from nothing' },
  },
];

/** The ratios of which both sides were measured. */
export function ratiosOf(figures: Figures): readonly Ratio[] {
  return RATIOS.flatMap(({ name, of, to, budget }) => {
    const parts = of.map((one) => figure(figures, one));
    const whole = figure(figures, to);
    if (whole === undefined || parts.includes(undefined)) return [];
    const sum = (value: (measured: Measured) => number | null): number | null =>
      parts.reduce<number | null>((all, part) => {
        const one = part === undefined ? null : value(part);
        return all === null || one === null ? null : all + one;
      }, 0);
    const cpu = sum(({ cpuSeconds }) => cpuSeconds);
    const seconds = (sum((measured) => measured.seconds) ?? 0) / whole.seconds;
    const cpuSeconds = cpu === null || whole.cpuSeconds === null ? null : cpu / whole.cpuSeconds;
    return [{ name, seconds, cpuSeconds, budget }];
  });
}

export function ratioTable(ratios: readonly Ratio[]): readonly string[] {
  const shown = (value: number | null): string => value?.toFixed(2) ?? '–';
  return [
    '| ratio | by the clock | in CPU seconds | budget, by the clock | |',
    '|---|--:|--:|--:|---|',
    ...ratios.map(({ name, seconds, cpuSeconds, budget }) => {
      const verdict = seconds <= budget ? 'kept' : '**not kept**';
      return `| ${name} | ${shown(seconds)} | ${shown(cpuSeconds)} | ${budget} | ${verdict} |`;
    }),
  ];
}

/** What the other budgets of the reference workload say. */
export function judgements(figures: Figures, weight: PageWeight | undefined): readonly string[] {
  const same = figure(figures, 'again, nothing changed');
  const lines: string[] = [];
  if (same !== undefined) lines.push(judge('Nothing changed, seconds', same.seconds, 1.2));
  if (weight !== undefined) {
    const { firstViewKb, foreign, htmlKb, pdfKb } = weight;
    lines.push(judge('First view of a page, KB compressed with its fonts', firstViewKb, 100));
    lines.push(judge('Requests of a page to elsewhere', foreign.length, 0));
    lines.push(`A page is ${htmlKb.toFixed(0)} KB as it lies there, its PDF ${pdfKb.toFixed(0)} KB.`);
  }
  return lines;
}

function figure(figures: Figures, name: Figure): Measured | undefined {
  const runs = figures.get(name) ?? [];
  return runs.length === 0 ? undefined : median(runs);
}

function judge(what: string, figure: number, budget: number): string {
  return `${figure <= budget ? 'kept    ' : 'NOT KEPT'}  ${what}: ${figure.toFixed(2)}, budget ${budget}`;
}
