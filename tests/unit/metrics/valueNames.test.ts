import { expect, test } from 'vitest';
import { valueNamesOf, withNames } from '../../../src/metrics/valueNames.ts';
import type { Column } from '../../../src/types.ts';

const models = [
  { valueNames: { weekday: { '1': { en: 'Mon', ko: '월' } }, is_open: { true: { en: 'Open', ko: '영업' } } } },
  { valueNames: { weekday: { '2': { en: 'Tue', ko: '화' } } } },
  {},
];
const columns: readonly Column[] = [
  { name: 'weekday', label: '요일', type: 'number', format: 'integer' },
  { name: 'is_open', label: '영업', type: 'boolean' },
  { name: 'orders', label: '주문', type: 'number', metric: 'orders' },
];

test('A value is shown by its name in the language, and one without a name as it is', () => {
  const names = valueNamesOf(models, 'ko-KR');
  const rows = [
    [1, true, 1],
    [2, false, 2],
    [3, null, null],
  ];
  expect(withNames({ columns, rows }, names).rows).toEqual([
    ['월', '영업', 1],
    ['화', false, 2],
    [3, null, null],
  ]);
});

test('A column of names is a column of text, and a metric keeps its numbers whatever it is called', () => {
  const names = valueNamesOf([...models, { valueNames: { orders: { '1': 'one' } } }], 'en-GB');
  const named = withNames({ columns, rows: [[2, true, 1]] }, names);
  expect(named.rows).toEqual([['Tue', 'Open', 1]]);
  expect(named.columns[0]).toEqual({ name: 'weekday', label: '요일', type: 'text' });
  expect(named.columns[2]).toEqual(columns[2]);
});

test('A table without such columns stays the same', () => {
  const table = { columns: columns.slice(2), rows: [[1]] };
  expect(withNames(table, valueNamesOf(models, 'en-GB'))).toEqual(table);
});
