import { cpus } from 'node:os';
import { best, type Measured } from './measure.ts';
import type { PageWeight } from './pageWeight.ts';

/** What is measured, in the order in which it is told. */
export const FIGURES = [
  'pull alone',
  'build alone',
  'compose alone',
  'everything, from nothing',
  'the browser alone',
  'again, nothing changed',
  'again, one brand changed',
] as const;
export type Figure = (typeof FIGURES)[number];
export type Figures = ReadonlyMap<Figure, Measured[]>;

export function figureTable(figures: Figures, editions: number): readonly string[] {
  const lines = FIGURES.flatMap((name) => {
    const runs = figures.get(name) ?? [];
    if (runs.length === 0) return [];
    const { seconds, cpuSeconds, peakMb } = best(runs);
    const cells = [name, seconds.toFixed(1), cpuSeconds?.toFixed(1) ?? '–', peakMb?.toFixed(0) ?? '–'];
    return `| ${cells.join(' | ')} |`;
  });
  const cores = cpus();
  return [
    `${cores.length} cores (${cores[0]?.model.trim()}), Node ${process.version}, ${editions} editions, the least of each figure:`,
    '',
    '| | seconds | CPU seconds, browser included | peak memory of the process, MB |',
    '|---|--:|--:|--:|',
    ...lines,
  ];
}

/** What the budgets of the reference workload say of the figures. */
export function judgements(figures: Figures, weight: PageWeight | undefined): readonly string[] {
  const [whole, floor] = [figure(figures, 'everything, from nothing'), figure(figures, 'the browser alone')];
  const [same, one] = [figure(figures, 'again, nothing changed'), figure(figures, 'again, one brand changed')];
  const lines: string[] = [];
  if (same !== undefined) lines.push(judge('Nothing changed, seconds', same.seconds, 3));
  if (whole !== undefined && one !== undefined)
    lines.push(judge('One brand changed, share of the whole', one.seconds / whole.seconds, 0.1));
  if (whole !== undefined && floor !== undefined) {
    lines.push(judge('Everything, times what the browser alone takes', whole.seconds / floor.seconds, 1.25));
    if (whole.cpuSeconds !== null && floor.cpuSeconds !== null)
      lines.push(judge('The same in CPU seconds', whole.cpuSeconds / floor.cpuSeconds, 1.25));
  }
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
  return runs.length === 0 ? undefined : best(runs);
}

function judge(what: string, figure: number, budget: number): string {
  return `${figure <= budget ? 'kept    ' : 'NOT KEPT'}  ${what}: ${figure.toFixed(2)}, budget ${budget}`;
}
