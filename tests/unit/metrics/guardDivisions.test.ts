import { expect, test } from 'vitest';
import { guardDivisions } from '../../../src/metrics/guardDivisions.ts';
import { quoteName, quoteText } from '../../../src/metrics/quoteSql.ts';
import { openBrand, rowsOf } from './measuring.ts';

test.each([
  ['a / b', 'a / nullif(b, 0)'],
  ['a/b', 'a/ nullif(b, 0)'],
  ['a / b / c', 'a / nullif(b, 0) / nullif(c, 0)'],
  ['a / (b / c)', 'a / nullif(b / nullif(c, 0), 0)'],
  ['1 / (a - b) + c', '1 / nullif(a - b, 0) + c'],
  ['a / (b) * (c)', 'a / nullif(b, 0) * (c)'],
  ['a / b * c', 'a / nullif(b, 0) * c'],
  ['a / -b', 'a / nullif(-b, 0)'],
  ['a / b ^ 2 + 1', 'a / nullif(b ^ 2, 0) + 1'],
  ['a / b::decimal(18, 2) - 1', 'a / nullif(b::decimal(18, 2), 0) - 1'],
  ['a // b', 'a // nullif(b, 0)'],
  ['a / 7', 'a / 7'],
  ['a / 0', 'a / nullif(0, 0)'],
  ['a / 100.0 / b', 'a / 100.0 / nullif(b, 0)'],
  ['a / nullif(b, 0)', 'a / nullif(b, 0)'],
  ['sum(a) / count(distinct b) filter (where c > 0)', 'sum(a) / nullif(count(distinct b) filter (where c > 0), 0)'],
  ['a / case when b then 1 else 0 end + 1', 'a / nullif(case when b then 1 else 0 end, 0) + 1'],
  ['a / "odd / name"', 'a / nullif("odd / name", 0)'],
  ['sum(t.a / t.b)', 'sum(t.a / nullif(t.b, 0))'],
  ["count(*) filter (where path = 'a/b -- c')", "count(*) filter (where path = 'a/b -- c')"],
  ['sum(a) -- of all\n / b /* each */', 'sum(a)  \n / nullif(b, 0)'],
  ['a + b - c', 'a + b - c'],
])('%s becomes %s', (sql, guarded) => {
  expect(guardDivisions(sql)).toBe(guarded);
});

test('A guarded expression is NULL where a plain one is an infinity, a NaN, or a wrong 0', async () => {
  const connection = await openBrand();
  const from = 'from (values (1, 0, 4)) t(a, zero, c)';
  for (const sql of [
    'a / zero',
    'zero / zero',
    '-a / zero',
    '1 / (a / zero)',
    'a / (c - 4)',
    'a // zero',
    'sum(a) / sum(zero)',
  ]) {
    expect((await rowsOf(connection, `select ${guardDivisions(sql)} ${from}`)).rows, sql).toEqual([[null]]);
  }
  expect(
    (await rowsOf(connection, `select ${guardDivisions('a / c')}, ${guardDivisions('c / a ^ 2 + 1')} ${from}`)).rows,
  ).toEqual([[0.25, 5]]);
});

test('Every word that DuckDB does not take as a name is quoted, and no other', async () => {
  const connection = await openBrand();
  const { rows } = await rowsOf(connection, 'select keyword_name, keyword_category from duckdb_keywords()');
  const wrong = rows.filter(([word, category]) => (category === 'unreserved') !== (quoteName(String(word)) === word));
  expect(wrong).toEqual([]);
});

test('Odd names and texts come back as they are', async () => {
  const connection = await openBrand();
  for (const odd of ['Mixed Case', 'quo"te', "it's", '-- no', 'ünïcode', '1st', 'select', '회원']) {
    const found = await rowsOf(connection, `select ${quoteText(odd)} as ${quoteName(odd)}`);
    expect([found.columns[0]?.name, found.rows[0]?.[0]]).toEqual([odd, odd]);
  }
});
