import { expect, test } from 'vitest';
import { kpiView } from '../../../src/pages/kpiView.ts';
import type { Brand, Reading } from '../../../src/types.ts';
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
