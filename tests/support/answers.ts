import { readFile } from 'node:fs/promises';
import { expect } from 'vitest';
import type { Cell } from '../../src/types.ts';
import { realData } from './realData.ts';

type Answer = Readonly<Record<string, string | null>>;

/** The rows of `expected/<set>/<file>.csv`, a text per cell; an empty cell is null. */
export async function answersOf(set: string, file: string): Promise<readonly Answer[]> {
  const text = await readFile(realData('expected', set, `${file}.csv`), 'utf8');
  const [header = [], ...lines] = text
    .replace(/^\uFEFF/, '')
    .trimEnd()
    .split(/\r?\n/)
    .map(cellsOf);
  return lines.map((cells) => Object.fromEntries(header.map((name, index) => [name, cells[index] || null])));
}

/**
 * That our rows are the answers, cell by cell and in any order: `columns` says which of ours stands for which of theirs,
 * those named first are the key. A number is the same where it rounds to as many decimals as the answer has.
 */
export function expectAnswers(
  ours: readonly Readonly<Record<string, Cell>>[],
  answers: readonly Answer[],
  columns: Readonly<Record<string, string>>,
): void {
  expect(answers.length).toBeGreaterThan(0);
  const pairs = Object.entries(columns);
  const theirs = answers.map((answer) => pairs.map(([name]) => cellOf(answer[name], name)));
  const same = ours.map((row) => pairs.map(([, name]) => cellOf(row[name], name)));
  const [sortedOurs, sortedTheirs] = [same.toSorted(byCells), theirs.toSorted(byCells)];
  const decimals = (at: number): number =>
    Math.max(0, ...answers.map((answer) => /\.(\d+)$/.exec(answer[pairs[at]?.[0] ?? ''] ?? '')?.[1]?.length ?? 0));
  const rounded = (rows: readonly (readonly (string | number | null)[])[]) =>
    rows.map((row) => row.map((cell, at) => (typeof cell === 'number' ? roundTo(cell, decimals(at)) : cell)));
  expect(rounded(sortedOurs)).toEqual(rounded(sortedTheirs));
}

function cellOf(cell: Cell | undefined, name: string): string | number | null {
  if (cell === undefined) throw new Error(`There is no column "${name}".`);
  if (cell === null) return null;
  const text = String(cell);
  return text.trim() !== '' && Number.isFinite(Number(text)) ? Number(text) : text;
}

/** The epsilon lifts halves that binary fractions lay just below. */
function roundTo(value: number, decimals: number): number {
  const scale = 10 ** decimals;
  return Math.round(value * scale * (1 + Number.EPSILON)) / scale;
}

function byCells(a: readonly (string | number | null)[], b: readonly (string | number | null)[]): number {
  for (const [index, cell] of a.entries()) {
    const other = b[index] ?? null;
    if (cell === other) continue;
    if (cell === null) return -1;
    if (other === null) return 1;
    return cell < other ? -1 : 1;
  }
  return 0;
}

function cellsOf(line: string): readonly string[] {
  return [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(
    ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? '',
  );
}
