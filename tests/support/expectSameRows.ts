import { expect } from 'vitest';

type Rows = readonly Readonly<Record<string, unknown>>[];

/** That two sides have the same rows in any order, over the columns of the second: numbers to nine digits. */
export function expectSameRows(ours: Rows, theirs: Rows, key: readonly string[]): void {
  expect(theirs.length).toBeGreaterThan(0);
  const columns = Object.keys(theirs[0] ?? {});
  const keyOf = (row: Readonly<Record<string, unknown>>): string => key.map((name) => String(row[name])).join(' | ');
  const sorted = (rows: Rows): Rows =>
    rows
      .map((row) => Object.fromEntries(columns.map((name) => [name, rounded(row[name])])))
      .toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  expect(sorted(ours)).toEqual(sorted(theirs));
}

function rounded(value: unknown): unknown {
  return typeof value === 'number' ? Number(value.toPrecision(9)) : value;
}
