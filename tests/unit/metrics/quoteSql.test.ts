import { expect, test } from 'vitest';
import { quoteName, quoteText } from '../../../src/metrics/quoteSql.ts';
import { openBrand, rowsOf } from './measuring.ts';

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
