import { expect, test } from 'vitest';
import { badRowsOf, refuseBadRows, tellNobodysBad } from '../../../src/extracts/badRows.ts';
import type { TablePull } from '../../../src/extracts/tablePull.ts';
import { ProblemsError } from '../../../src/lib/problem.ts';
import type { RejectedRow } from '../../../src/types.ts';

const place = { file: 'queries/sources/pos.yml', line: 4 };

function pullOf(maxBadRows?: number) {
  const told: string[] = [];
  const table = { name: 'lines', columns: {}, key: [], options: {}, place, ...(maxBadRows && { maxBadRows }) };
  const source = { name: 'pos', kind: 'files', brands: ['one', 'two'], brandColumn: 'brand', tables: [table], place };
  const effects = { log: { warn: (text: string) => told.push(text) } };
  return { pull: { source, table, effects } as unknown as TablePull, told };
}

const bad = (line: number, more: Partial<RejectedRow> = {}): RejectedRow => {
  return { file: 'a.csv', line, text: 'x', reason: 'is bad', ...more };
};
const badRows = (count: number) => Array.from({ length: count }, (_, index) => bad(index + 1));

test('As many bad rows as a table allows are set aside and told, and not one more', () => {
  const { pull, told } = pullOf(0.1);
  refuseBadRows(pull, 9, badRows(1));
  expect(told).toEqual(['pos.lines: 1 bad row was set aside, of 10; its manifest below extracts/ lists them.']);
  expect(() => refuseBadRows(pull, 8, badRows(1))).toThrow(/1 of 9 rows is bad, more than the 10 % of max_bad_rows/);
  expect(() => refuseBadRows(pullOf().pull, 99, badRows(1))).toThrow(/more than the 0 %/);
  expect(() => refuseBadRows(pullOf().pull, 99, [])).not.toThrow();
});

test('Of more the first five are shown', () => {
  try {
    refuseBadRows(pullOf().pull, 0, badRows(7));
    expect.unreachable();
  } catch (error) {
    const problems = error instanceof ProblemsError ? error.problems : [];
    expect(problems.map(({ line }) => line)).toEqual([4, 1, 2, 3, 4, 5]);
    expect(problems[0]?.message).toContain('7 of 7 rows are bad');
    expect(problems[1]?.message).toContain('"x"');
  }
});

test('A brand’s bad rows cost no other brand anything; one of which nobody can tell whose it is counts for each', () => {
  const rejected = [bad(1, { whose: 'one' }), bad(2, { whose: 'two' }), bad(3)];
  const { pull, told } = pullOf(0.5);
  const lines = (brand: string, rows: number) => {
    const found = badRowsOf(pull, brand, { rows, rejected });
    return [found.rejected.map(({ line }) => line), found.problems.length > 0];
  };
  expect(lines('one', 2)).toEqual([[1, 3], false]);
  expect(lines('two', 1)).toEqual([[2, 3], true]);
  expect(lines('three', 1)).toEqual([[3], false]);
  expect(told).toEqual([
    'pos.lines: 2 bad rows were set aside, of 4 of one; its manifest below extracts/ lists them.',
    'pos.lines: 1 bad row was set aside, of 2 of three; its manifest below extracts/ lists them.',
  ]);
});

test('Bad rows of a brand that is none are told once, with the first', () => {
  const { pull, told } = pullOf();
  tellNobodysBad(pull, [bad(1, { whose: 'one' }), bad(2), bad(3, { whose: 'nine' }), bad(4, { whose: 'ten' })]);
  tellNobodysBad(pull, [bad(1, { whose: 'one' }), bad(2)]);
  tellNobodysBad(pull, [bad(5, { whose: null } as never)]);
  expect(told).toEqual([
    "pos.lines: 2 bad rows have a brand that is no brand's; the first is in line 3 of a.csv.",
    "pos.lines: 1 bad row has a brand that is no brand's; the first is in line 5 of a.csv.",
  ]);
});
