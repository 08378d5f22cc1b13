import { drawnTable } from '../lib/drawnTable.ts';
import { formatPeriod } from '../lib/format.ts';
import { partText } from '../lib/partWords.ts';
import { periodOf } from '../lib/period.ts';
import { say } from '../lib/words.ts';
import type { Block, Brand, Cell, Grain, PartialPeriod, Table, Words } from '../types.ts';

interface Look {
  readonly grain: Grain;
  readonly brand: Pick<Brand, 'weekStart' | 'words'>;
}

/** More periods than this are counted and not named. */
const MOST_NAMED = 4;

/** The periods of a block at a grain that are not whole. */
export function partsOf(block: Block, grain: Grain): readonly PartialPeriod[] {
  return block.partial?.[grain] ?? [];
}

export interface RowMarks {
  readonly period?: string;
  readonly group?: string;
  /** By metric, where most of the row are whole. */
  readonly metrics: ReadonlyMap<string, string>;
}

/**
 * How much there is of a row, in words: beside its period, or its group, where half of the metrics that are shown lack days or more,
 * and then of the one that has least; else beside the metrics themselves.
 */
export function marksOf(
  row: readonly Cell[],
  parts: readonly PartialPeriod[],
  { words, metrics }: { readonly words: Words; readonly metrics: readonly string[] },
): RowMarks {
  const own = parts.filter((part) => isOfRow(part, row) && part.metrics.some((name) => metrics.includes(name)));
  const least = (some: readonly PartialPeriod[]): string | undefined => {
    const [first] = some.toSorted((a, b) => a.days * b.of - b.days * a.of);
    return first && partText(first, words);
  };
  const marks = metrics.flatMap((name) => {
    const mark = least(own.filter((part) => part.metrics.includes(name)));
    return mark === undefined ? [] : [[name, mark] as const];
  });
  if (marks.length * 2 < metrics.length) return { metrics: new Map(marks) };
  const period = least(own.filter(({ group }) => group === undefined));
  const group = least(own.filter((part) => part.group !== undefined));
  return { ...(period === undefined ? {} : { period }), ...(group === undefined ? {} : { group }), metrics: new Map() };
}

function isOfRow({ period, group = [] }: PartialPeriod, row: readonly Cell[]): boolean {
  return period === row[0] && group.every((cell, index) => cell === (row[1 + index] ?? null));
}

/** How many of its days a row has at least, as a file tells it: "6 of 7"; null where it has all. */
export function leastOf(row: readonly Cell[], parts: readonly PartialPeriod[]): string | null {
  const [least] = parts.filter((part) => isOfRow(part, row)).sort((a, b) => a.days * b.of - b.days * a.of);
  if (least === undefined) return null;
  return `${least.days} of ${least.of}${least.isBefore ? ' of the period before' : ''}`;
}

/** What is said below a table or a chart of the periods that are not whole; null where all are. */
export function partNote(block: Block, look: Look): string | null {
  const named = namesOf(partsOf(block, look.grain), look);
  return named === '' ? null : say(look.brand.words, 'not_whole', { periods: named });
}

/** The same below a chart, which may leave them out. */
export function drawingNote(block: Block, table: Table, look: Look): string | null {
  const { leftOut } = drawnTable(table, partsOf(block, look.grain));
  const named = namesOf(leftOut, look);
  return named === '' ? partNote(block, look) : say(look.brand.words, 'not_drawn', { periods: named });
}

function namesOf(parts: readonly PartialPeriod[], { grain, brand: { words, weekStart } }: Look): string {
  const ofAll = parts.filter(({ group }) => group === undefined);
  if (grain === 'all_time') return '';
  const byPeriod = Map.groupBy(ofAll, ({ period }) => period);
  const texts = [...byPeriod].map(([start, own]) => {
    const mark = marksOf([start], own, { words, metrics: own.flatMap(({ metrics }) => metrics) }).period ?? '';
    return `${formatPeriod(periodOf(start, grain, weekStart), words)} (${mark})`;
  });
  const more = texts.length - MOST_NAMED;
  const shown = texts.slice(0, MOST_NAMED).join(', ');
  return more > 0 ? `${shown} ${say(words, 'and_more', { count: more })}` : shown;
}
