import type { DuckDBConnection } from '@duckdb/node-api';
import { beforeAll, expect, test } from 'vitest';
import { periodOf } from '../../../src/lib/period.ts';
import { columnsOfRequest } from '../../../src/metrics/columnsOfRequest.ts';
import type { MetricRequest } from '../../../src/metrics/metricRequest.ts';
import { planStatements } from '../../../src/metrics/planStatements.ts';
import { type AskedBlock, queriesOf } from '../../../src/metrics/queriesOf.ts';
import { toBlock } from '../../../src/metrics/toBlock.ts';
import type { Metric, MetricBlock, Period, Weekday } from '../../../src/types.ts';
import { metric, openBrand, rowsOf } from './measuring.ts';

const sales = { mart: 'sales', time: 'sold_on' } as const;
const metrics: readonly Metric[] = [
  metric(
    'orders',
    { kind: 'aggregate', ...sales, sql: 'count(*)' },
    { label: { en: 'Orders', ko: '주문' }, targets: [{ atLeast: 3 }] },
  ),
  metric('profit', { kind: 'aggregate', ...sales, sql: 'sum(amount)' }, { format: 'currency', decimals: 2 }),
  metric(
    'refunds',
    { kind: 'aggregate', ...sales, sql: 'count(*)', where: 'amount < 0' },
    { better: 'down', targets: [{ atMost: 0 }] },
  ),
  metric('refund_share', { kind: 'ratio', of: 'refunds', to: 'orders' }, { format: 'percent', better: 'neither' }),
];
const week: Period = { grain: 'week', start: '2026-11-16', end: '2026-11-23' };
let connection: DuckDBConnection;

beforeAll(async () => {
  connection = await openBrand();
  await connection.run(`create table sales as select * from (values
    (date '2025-11-18', 1, 2.00), (date '2026-10-20', 1, -4.00), (date '2026-11-09', 1, -5.00), (date '2026-11-10', 2, -5.00),
    (date '2026-11-16', 1, 10.50), (date '2026-11-17', 2, -15.50), (date '2026-11-22', 2, 1.25), (date '2026-11-23', 3, 99.00)
  ) t(sold_on, shop_number, amount)`);
});

function request(more: Partial<MetricRequest> = {}): MetricRequest {
  const place = { file: 'report.md', line: 6 };
  const names = metrics.map(({ name }) => name);
  return {
    kind: 'metrics',
    name: 'sales',
    metrics: names,
    grains: ['week'],
    by: [],
    compare: ['previous', 'year_ago'],
    last: 3,
    place,
    ...more,
  };
}

async function blockOf(
  more: Partial<MetricRequest> = {},
  period = week,
  weekStart: Weekday = 'monday',
): Promise<MetricBlock> {
  const asked: AskedBlock = { id: 'a', request: request(more), period, weekStart };
  const other: AskedBlock = { ...asked, id: 'b', request: request({ last: 30 }) };
  const statements = planStatements({ queries: [asked, other].flatMap(queriesOf), metrics, models: [], weekStart });
  const results = await Promise.all(
    statements.map(async (statement) => ({ statement, table: await rowsOf(connection, statement.sql) })),
  );
  return toBlock({ ...asked, metrics, locale: 'en-GB', results });
}

test('A block shows its own periods, and reads the last against the one before and a year ago', async () => {
  const { tables, readings, ...rest } = await blockOf();
  expect(rest).toEqual({
    kind: 'metrics',
    metrics: ['orders', 'profit', 'refunds', 'refund_share'],
    by: [],
    grains: ['week'],
  });
  expect(tables.week?.rows).toEqual([
    ['2026-11-02', 0, null, 0, null],
    ['2026-11-09', 2, -10, 2, 1],
    ['2026-11-16', 3, -3.75, 1, 1 / 3],
  ]);
  const before: Period = { grain: 'week', start: '2026-11-09', end: '2026-11-16' };
  const yearAgo: Period = { grain: 'week', start: '2025-11-17', end: '2025-11-24' };
  expect(readings).toEqual([
    {
      metric: 'orders',
      value: 3,
      compared: {
        previous: { period: before, value: 2, difference: 1, change: 0.5, verdict: 'better' },
        year_ago: { period: yearAgo, value: 1, difference: 2, change: 2, verdict: 'better' },
      },
      target: { atLeast: 3, met: true },
      series: [0, 2, 3],
    },
    {
      metric: 'profit',
      value: -3.75,
      compared: {
        previous: { period: before, value: -10, difference: 6.25, change: 0.625, verdict: 'better' },
        year_ago: { period: yearAgo, value: 2, difference: -5.75, change: -2.875, verdict: 'worse' },
      },
      series: [null, -10, -3.75],
    },
    {
      metric: 'refunds',
      value: 1,
      compared: {
        previous: { period: before, value: 2, difference: -1, change: -0.5, verdict: 'better' },
        year_ago: { period: yearAgo, value: 0, difference: 1, change: null, verdict: 'worse' },
      },
      target: { atMost: 0, met: false },
      series: [0, 2, 1],
    },
    {
      metric: 'refund_share',
      value: 1 / 3,
      compared: {
        previous: { period: before, value: 1, difference: 1 / 3 - 1, change: 1 / 3 - 1, verdict: 'neither' },
        year_ago: { period: yearAgo, value: 0, difference: 1 / 3, change: null, verdict: 'neither' },
      },
      series: [null, 1, 1 / 3],
    },
  ]);
});

test('A value that did not change is the same; one without a value is neither better nor worse', async () => {
  const { readings } = await blockOf(
    { metrics: ['orders', 'profit'], compare: ['previous'], grains: ['day'] },
    periodOf('2026-11-10', 'day', 'monday'),
  );
  expect(
    readings.map(({ value, compared, series }) => ({ value, verdict: compared.previous?.verdict, series })),
  ).toEqual([
    { value: 1, verdict: 'same', series: [0, 1, 1] },
    { value: -5, verdict: 'same', series: [null, -5, -5] },
  ]);
  const [none] = (await blockOf({ metrics: ['profit'] }, periodOf('2026-11-02', 'week', 'monday'))).readings;
  expect(none?.compared.previous).toEqual({
    ...{ period: { grain: 'week', start: '2026-10-26', end: '2026-11-02' } },
    ...{ value: null, difference: null, change: null, verdict: 'neither' },
  });
});

test('Each grain shows what has closed by the end of the edition', async () => {
  const { tables, readings } = await blockOf({ metrics: ['orders'], grains: ['month', 'day', 'year'], last: 2 });
  expect(tables).toMatchObject({
    month: {
      rows: [
        ['2026-09-01', 0],
        ['2026-10-01', 1],
      ],
    },
    day: {
      rows: [
        ['2026-11-21', 0],
        ['2026-11-22', 1],
      ],
    },
    year: {
      rows: [['2025-01-01', 1]],
    },
  });
  expect(readings[0]?.compared.year_ago).toMatchObject({
    period: { start: '2025-10-01', end: '2025-11-01' },
    value: null,
  });
});

test('Weeks are the brand’s', async () => {
  const sunday = await openBrand('sunday');
  await sunday.run("create table sales as select date '2026-11-15' as sold_on, 1 as amount");
  const asked: AskedBlock = {
    id: 'a',
    request: request({ metrics: ['orders'] }),
    period: periodOf('2026-11-15', 'week', 'sunday'),
    weekStart: 'sunday',
  };
  const [statement] = planStatements({ queries: queriesOf(asked), metrics, models: [], weekStart: 'sunday' });
  if (statement === undefined) throw new Error('no statement');
  const block = toBlock({
    ...asked,
    metrics,
    locale: 'en-GB',
    results: [{ statement, table: await rowsOf(sunday, statement.sql) }],
  });
  expect(block.tables.week?.rows.at(-1)).toEqual(['2026-11-15', 1]);
});

test('A split has no readings, and its columns take the type that they have', async () => {
  const block = await blockOf({ by: ['shop_number'], metrics: ['orders'], last: 1, compare: [] });
  expect(block.readings).toEqual([]);
  expect(block.tables.week).toEqual({
    columns: [
      { name: 'period', label: 'period', said: { id: 'column_period', values: { grain: 'week' } }, type: 'day' },
      { name: 'shop_number', label: 'Shop number', type: 'number' },
      { name: 'orders', label: 'Orders', type: 'number', format: 'integer', metric: 'orders' },
    ],
    rows: [
      ['2026-11-16', 1, 1],
      ['2026-11-16', 2, 2],
    ],
  });
});

test('The columns of a block are known before it is measured, in the brand’s language', () => {
  const columns = columnsOfRequest({
    request: request({ by: ['shop_number'], metrics: ['orders', 'profit'], compare: [] }),
    grain: 'month',
    metrics,
    locale: 'ko-KR',
  });
  expect(columns).toEqual([
    { name: 'period', label: 'period', said: { id: 'column_period', values: { grain: 'month' } }, type: 'day' },
    { name: 'shop_number', label: 'Shop number', type: 'text' },
    { name: 'orders', label: '주문', type: 'number', format: 'integer', metric: 'orders' },
    { name: 'profit', label: 'Profit', type: 'number', format: 'currency', decimals: 2, metric: 'profit' },
  ]);
});

test('Integers too large for a double, which the warehouse gives as text, are numbers in a block', () => {
  const asked: AskedBlock = {
    id: 'a',
    request: request({ metrics: ['orders'], last: 1, compare: [] }),
    period: week,
    weekStart: 'monday',
  };
  const [statement] = planStatements({ queries: queriesOf(asked), metrics, models: [], weekStart: 'monday' });
  if (statement === undefined) throw new Error('no statement');
  const table = {
    columns: [
      { name: 'period', type: 'day' },
      { name: 'orders', type: 'text' },
    ],
    rows: [['2026-11-16', '9007199254740993']],
  } as const;
  expect(toBlock({ ...asked, metrics, locale: 'en-GB', results: [{ statement, table }] }).readings[0]?.value).toBe(
    9_007_199_254_740_992,
  );
});
