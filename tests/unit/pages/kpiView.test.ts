import { expect, test } from 'vitest';
import { kpiView, kpiViews } from '../../../src/pages/kpiView.ts';
import type { Brand, MetricBlock, Reading } from '../../../src/types.ts';
import { wordsOf } from '../../support/words.ts';

const brand = {
  name: 'b',
  title: 'B',
  locale: 'en-GB',
  timeZone: 'UTC',
  weekStart: 'monday',
  currency: 'EUR',
  words: wordsOf('en-GB'),
} as Brand;

test.each([
  [3, 'Data for 3 of 7 days'],
  [0, 'No data'],
])('A card of a period with %i days of data says so', (days, text) => {
  const reading: Reading = {
    ...{ metric: 'orders', value: 4, period: { grain: 'week', start: '2026-11-16', end: '2026-11-23' } },
    ...{ compared: {}, target: null, series: [4], partial: { days, of: 7 } },
  } as never;
  expect(kpiView(reading, { brand, notes: new Map(), sparkline: () => '' }).part).toBe(text);
});

test.each([
  ['a brand in its first month has no cards of a quarter', [[null, null]], 0],
  [
    'one that has had a quarter has them, with or without a value now',
    [
      [5, null],
      [null, null],
    ],
    2,
  ],
] as const)('%s', (_, values, cards) => {
  const period = { grain: 'quarter', start: '2026-07-01', end: '2026-10-01' } as const;
  const metrics = ['orders', 'revenue'];
  const columns = ['period', ...metrics].map((name) => ({ name, label: name, type: 'number' as const }));
  const block = {
    ...{ kind: 'metrics', metrics, by: [], grains: ['quarter', 'week'] },
    tables: {
      quarter: { columns, rows: values.map((row) => ['2026-07-01', ...row]) },
      week: { columns, rows: [['2026-11-16', 3, 4]] },
    },
    readings: metrics.map((metric) => ({ metric, value: null, period, compared: {}, target: null, series: [] })),
  } as unknown as MetricBlock;
  expect(kpiViews(block, undefined, { brand, notes: new Map(), sparkline: () => '' })).toHaveLength(cards);
});
