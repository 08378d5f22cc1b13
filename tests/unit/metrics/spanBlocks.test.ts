import { expect, test } from 'vitest';
import { reportForBrand, spanBlocks } from '../../../src/metrics/spanBlocks.ts';
import type { MetricBlock, Report } from '../../../src/types.ts';
import { brand as BRAND, koreanBrand } from '../mail/sampleMail.ts';
import { metric } from './measuring.ts';

const rule = { kind: 'aggregate', mart: 'sales', time: 'sold_on', sql: 'count(*)' } as const;
const place = { file: 'report.md', line: 1 };
const period = { grain: 'week', start: '2026-11-16', end: '2026-11-23' } as const;
const report: Report = {
  ...{ name: 'trade', title: 'Trade', team: 'sales', brands: ['group'], address: 'trade' },
  ...{ schedule: { every: 'week', at: '06:00' }, checks: [], charts: [], mailCharts: [] },
  ...{ body: '', bodyLine: 1, place },
  data: [
    {
      ...{ kind: 'metrics', name: 'sales', metrics: ['orders', 'visits'], grains: ['week'], by: ['brand'] },
      ...{ compare: [], last: 1, place },
    },
  ],
};

function block(orders: number, more: Partial<MetricBlock> = {}): MetricBlock {
  const columns = [
    { name: 'period', label: 'Week', type: 'day' as const },
    { name: 'orders', label: 'Orders', type: 'number' as const },
  ];
  return {
    ...{ kind: 'metrics', metrics: ['orders'], by: [], grains: ['week'] },
    tables: { week: { columns, rows: [[period.start, orders]] } },
    readings: [{ metric: 'orders', value: orders, compared: {}, series: [] }],
    ...more,
  };
}

const spanned = (second: MetricBlock | null) =>
  spanBlocks({
    ...{ report, period, brand: BRAND, metrics: [metric('orders', rule), metric('visits', rule)] },
    values: [
      { brand: BRAND, blocks: { sales: block(5) } },
      { brand: koreanBrand, blocks: second === null ? null : { sales: second } },
    ],
  })['sales'] as MetricBlock;

test('Each brand has a row of its own, and NULL where it has no value; nothing is added up', () => {
  expect(spanned(block(7)).tables.week?.rows).toEqual([
    [period.start, BRAND.title, 5, null],
    [period.start, koreanBrand.title, 7, null],
  ]);
  expect(spanned(block(7)).readings.map(({ brand, metric: name, value }) => [brand, name, value])).toEqual([
    [BRAND.title, 'orders', 5],
    [koreanBrand.title, 'orders', 7],
    [BRAND.title, 'visits', null],
    [koreanBrand.title, 'visits', null],
  ]);
});

test('A brand that is left out is there by name, without values', () => {
  const { tables, brands } = spanned(null);
  expect(tables.week?.rows[1]).toEqual([period.start, koreanBrand.title, null, null]);
  expect(brands?.[1]).toEqual({ title: koreanBrand.title, currency: 'KRW', isLeftOut: true });
});

test('What is not whole of one brand is so of its rows alone', () => {
  const part = { period: period.start, days: 3, of: 7, metrics: ['orders'] };
  const partial = { week: [part] } as unknown as NonNullable<MetricBlock['partial']>;
  expect(spanned(block(7, { partial })).partial).toEqual({ week: [{ ...part, group: [koreanBrand.title] }] });
  expect(spanned(block(7))).not.toHaveProperty('partial');
});

test('A brand is asked for the metrics that its data can carry, whole, and for no query', () => {
  const query = { kind: 'query', name: 'rows', query: 'rows', grains: ['week'], place } as unknown as Report['data'][0];
  const asked = reportForBrand({ ...report, data: [...report.data, query] }, (name) => name === 'orders');
  expect(asked.data).toEqual([{ ...report.data[0], by: [], metrics: ['orders'] }]);
  expect(reportForBrand(report, () => false).data).toEqual([]);
});
