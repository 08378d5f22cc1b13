import type { Cell, Table } from '../types.ts';

/** The latest period first, and within a period the group with the highest first metric; what has no value comes last. */
export function latestFirst({ columns, rows }: Table, largestFirst: boolean): Table['rows'] {
  const period = columns.findIndex(({ name }) => name === 'period');
  if (period < 0) return rows;
  const first = columns.findIndex(({ metric }) => metric !== undefined);
  const rank = (row: readonly Cell[]): number => {
    const value = row[first];
    return typeof value === 'number' ? value : Number.NEGATIVE_INFINITY;
  };
  return rows.toSorted((a, b) => {
    const [before, after] = [String(a[period]), String(b[period])];
    if (before !== after) return before > after ? -1 : 1;
    return !largestFirst || rank(a) === rank(b) ? 0 : rank(b) - rank(a);
  });
}
