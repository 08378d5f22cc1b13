import { expect, test } from 'vitest';
import { alertWriter } from '../../../src/insights/brandNews.ts';
import { headlineOf } from '../../../src/insights/headlineOf.ts';
import { insightsOf } from '../../../src/insights/insightsOf.ts';
import { tell } from '../../../src/lib/tell.ts';
import type { MetricBlock, Reading } from '../../../src/types.ts';
import { wordsOf } from '../../support/words.ts';
import { english, korean, metric, week } from './blocks.ts';

const metrics = [
  metric('revenue', { en: 'Revenue', ko: '매출' }, { format: 'currency' }),
  metric('retention', { en: 'Retention', ko: '유지율' }, { format: 'percent' }),
];
type Pair = readonly [value: number | null, before: number | null];

/** A block over brands, each with its value and the one before. */
function overBrands(values: Readonly<Record<string, Readonly<Record<string, Pair>>>>, met?: boolean): MetricBlock {
  const names = Object.keys(values);
  const titles = [...new Set(Object.values(values).flatMap((pairs) => Object.keys(pairs)))];
  const readings = names.flatMap((name) =>
    Object.entries(values[name] ?? {}).map(([brand, [value, before]]): Reading => {
      const difference = value === null || before === null ? null : value - before;
      const change = difference === null || before === 0 || before === null ? null : difference / before;
      const previous = { period: week, value: before, difference, change, verdict: 'neither' as const };
      const target = met === undefined ? {} : { target: { atLeast: 1, met: value === null ? null : met } };
      return { metric: name, brand, value, compared: { previous }, series: [], ...target };
    }),
  );
  const rows = titles.map((title) => ['2026-11-16', title, ...names.map((name) => values[name]?.[title]?.[0] ?? null)]);
  const columns = ['period', 'brand', ...names].map((name) => ({ name, label: name, type: 'text' as const }));
  return {
    ...{
      kind: 'metrics',
      metrics: names,
      by: ['brand'],
      grains: ['week'],
      tables: { week: { columns, rows } },
      readings,
    },
    brands: titles.map((title) => ({ title, currency: 'EUR' })),
  };
}

const headline = (block: MetricBlock, brand = english) =>
  headlineOf({ blocks: [block], metrics, brand, edition: { period: week } }).map((one) =>
    tell(wordsOf(brand.locale), one),
  )[0];
const insights = (block: MetricBlock, brand = english) =>
  insightsOf({ block, metrics, brand, edition: { period: week } }).map((one) => tell(wordsOf(brand.locale), one));

test('The headline counts the brands at which the first metric moved as most did, and names where it moved most', () => {
  const up = overBrands({ revenue: { A: [110, 100], B: [1_300, 1_000], C: [90, 100], D: [null, 5] } });
  expect(headline(up)).toBe('Revenue rose at 2 of 3 brands, most at B (+30.0%)');
  expect(headline(up, korean)).toBe('매출, 3개 브랜드 중 2곳 증가(최대 B +30.0%), 1곳 감소(최대 C −10.0%)');
  expect(headline(overBrands({ revenue: { A: [90, 100], B: [50, 100] } }))).toBe(
    'Revenue fell at both brands, most at B (−50.0%)',
  );
  expect(headline(overBrands({ revenue: { A: [100, 100], B: [7, 7], C: [1, 1] } }))).toBe(
    'Revenue held steady at all 3 brands',
  );
  expect(headline(overBrands({ revenue: { A: [120, 100] } }))).toBe('Revenue rose at A (+20.0%)');
});

test('A sentence a metric says both ways; points for percentages; who is short of its target', () => {
  const block = overBrands(
    { revenue: { A: [110, 100], B: [90, 100] }, retention: { A: [0.5, 0.6], B: [0.61, 0.6] } },
    false,
  );
  expect(insights(block)).toEqual([
    'Revenue rose at A (+10.0%) and fell at B (−10.0%) against the week before.',
    'Retention rose at B (+1.0 pts) and fell at A (−10.0 pts) against the week before.',
    'A and B are short of the target for revenue (2 of 2).',
    'A and B are short of the target for retention (2 of 2).',
  ]);
});

test('Where nothing can be compared there are no sentences, and without any value the headline says so', () => {
  expect(insights(overBrands({ revenue: { A: [5, null] } }))).toEqual([]);
  expect(headline(overBrands({ revenue: { A: [null, null] } }))).toBe('No data for 16–22 November 2026');
});

test('An alert of a spanned brand names it, in its own currency', () => {
  const write = alertWriter({ ...english, spans: [{ title: 'Seoul', currency: 'KRW' }] });
  const crossing = { way: 'below', limit: 700, found: 640 } as const;
  const [revenue] = metrics;
  if (revenue === undefined) throw new Error('There is no metric.');
  expect(tell(wordsOf('en-GB'), write(crossing, revenue, { brand: 'Seoul' }))).toBe(
    'Seoul · Revenue: ₩640, below the alert limit of ₩700',
  );
  expect(tell(wordsOf('en-GB'), write(crossing, revenue, {}))).toBe('Revenue: €640, below the alert limit of €700');
});
