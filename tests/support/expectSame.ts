import { expect } from 'vitest';
import type { Row } from './realProject.ts';
import type { SecondRow } from './secondComputation.ts';

/** That every number of theirs is ours, row by row in the order of the key, to nine digits. Columns that they lack do not count. */
export function expectSame(ours: readonly Row[], theirs: readonly SecondRow[], key: readonly string[]): void {
  expect(theirs.length).toBeGreaterThan(0);
  const columns = Object.keys(theirs[0] ?? {});
  const nameOf = (row: Readonly<Record<string, unknown>>): string => key.map((name) => row[name]).join();
  const sorted = (rows: readonly (Row | SecondRow)[]) =>
    rows
      .map((row) => Object.fromEntries(columns.map((name) => [name, rounded(row[name])])))
      .toSorted((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
  expect(sorted(ours)).toEqual(sorted(theirs));
}

function rounded(value: unknown): unknown {
  return typeof value === 'number' ? Number(value.toPrecision(9)) : value;
}
