import type { DuckDBConnection } from '@duckdb/node-api';
import { beforeAll, expect, test } from 'vitest';
import type { MetricQuery } from '../../../src/metrics/metricQuery.ts';
import { mart, measure, metric, openBrand, periods } from './measuring.ts';

let connection: DuckDBConnection;
const tables = `
  create table nothing (sold_on date, amount decimal(18, 2));
  create table one_sale as select date '2026-11-11' as sold_on, 12.34::decimal(18, 2) as amount;
  create table sales as select * from (values
    (date '2026-11-02', 'north', 'card', 10.10, 5, 0, null::integer),
    (date '2026-11-09', 'north', 'card', 0.20, 0, 4, null),
    (date '2026-11-09', 'south', 'cash', -7.00, 3, 4, null),
    (date '2026-11-16', null, 'cash', 5.05, 2, 4, null)
  ) t(sold_on, region, method, amount, pieces, returned, untold);
  create table periods as select date '2026-11-02' + i::int as period_start, i as period_end, i::int as measured from range(21) t(i);
  create table by_grain as select * from (values
    ('day', date '2026-11-16', 1), ('day', date '2026-11-17', 2), ('week', date '2026-11-16', 40), ('week', date '2026-11-02', 7), ('month', date '2026-11-01', 900)
  ) t(grain, period, people);
  create table odd as select date '2026-11-16' as "from", 'nan'::double as reading, 9007199254740993::bigint as large, 1e308::double as huge;
`;

beforeAll(async () => {
  connection = await openBrand();
  await connection.run(tables);
});

const sale = (table: string, sql: string, where?: string) =>
  ({ kind: 'aggregate', mart: table, time: 'sold_on', sql, ...(where === undefined ? {} : { where }) }) as const;
const want = (metrics: readonly string[], more: Partial<MetricQuery> = {}): MetricQuery => ({
  ...{ id: 'it', grain: 'week', by: [], metrics, periods: periods('week', '2026-11-23', 3) },
  ...more,
});

test('A mart without rows was never counted: all is NULL', async () => {
  const metrics = [metric('sales', sale('nothing', 'count(*)')), metric('amount', sale('nothing', 'sum(amount)'))];
  const found = await measure(
    connection,
    [want(['sales', 'amount']), want(['sales'], { id: 'split', by: ['amount'] })],
    { metrics },
  );
  expect(found.get('it')).toEqual([
    ['2026-11-02', null, null],
    ['2026-11-09', null, null],
    ['2026-11-16', null, null],
  ]);
  expect(found.get('split')).toEqual([]);
});

test('Before the first row is NULL, after it what the metric is over no rows', async () => {
  const metrics = [
    metric('sales', sale('one_sale', 'count(*)')),
    metric('amount', sale('one_sale', 'sum(amount)'), { format: 'currency' }),
    metric('amount_or_0', sale('one_sale', 'coalesce(sum(amount), 0)', 'amount > 100')),
    metric('last_2_days', { kind: 'rolling', of: 'sales', days: 2 }),
  ];
  const days = periods('day', '2026-11-14', 5);
  const found = await measure(
    connection,
    [
      want(
        metrics.map(({ name }) => name),
        { grain: 'day', periods: days },
      ),
    ],
    { metrics },
  );
  expect(found.get('it')).toEqual([
    ['2026-11-09', null, null, null, null],
    ['2026-11-10', null, null, null, null],
    ['2026-11-11', 1, 12.34, 0, 1],
    ['2026-11-12', 0, null, 0, 1],
    ['2026-11-13', 0, null, 0, 0],
  ]);
});

test('A sum that counts is 0 over no rows, also of one group or one condition, and NULL where no row of the mart tells it', async () => {
  const metrics = [
    metric('pieces', sale('sales', 'sum(pieces)')),
    metric('card_pieces', sale('sales', 'sum(pieces)', "method = 'card'")),
    metric('cheque_pieces', sale('sales', 'sum(pieces)', "method = 'cheque'")),
    metric('untold', sale('sales', 'sum(untold)')),
    metric('amount', sale('sales', 'sum(amount)'), { format: 'currency' }),
    metric('distinct_pieces', sale('sales', 'sum(distinct pieces)')),
    metric('pieces_3d', { kind: 'rolling', of: 'pieces', days: 3 }),
  ];
  const names = metrics.map(({ name }) => name);
  const shown = periods('week', '2026-12-07', 6);
  const found = await measure(
    connection,
    [want(names, { periods: shown }), want(['card_pieces', 'amount'], { id: 'split', by: ['region'] })],
    { metrics },
  );
  expect(found.get('it')).toEqual([
    ['2026-10-26', null, null, null, null, null, null, null],
    ['2026-11-02', 5, 5, null, null, 10.1, 5, 0],
    ['2026-11-09', 3, 0, null, null, -6.8, 3, 0],
    ['2026-11-16', 2, 0, null, null, 5.05, 2, 0],
    ['2026-11-23', 0, 0, null, null, null, null, 0],
    ['2026-11-30', 0, 0, null, null, null, null, 0],
  ]);
  expect(found.get('split')?.slice(0, 3)).toEqual([
    ['2026-11-02', 'north', 5, 10.1],
    ['2026-11-02', 'south', 0, null],
    ['2026-11-02', null, 0, null],
  ]);
});

test('A sum of amounts of which each is missing is NULL in a period with rows, and 0 in one without', async () => {
  await connection.run(`create or replace table half_told as select * from (values
    (date '2026-11-02', 4), (date '2026-11-09', null::integer)
  ) t(sold_on, pieces)`);
  const metrics = [metric('pieces', sale('half_told', 'sum(pieces)'))];
  const found = await measure(connection, [want(['pieces'])], { metrics });
  expect(found.get('it')).toEqual([
    ['2026-11-02', 4],
    ['2026-11-09', null],
    ['2026-11-16', 0],
  ]);
});

test('A flow is 0 from the mart’s first row on, also before its own first; a stock, or what no row tells, is not', async () => {
  await connection.run(`create or replace table deals as select * from (values
    (date '2026-11-03', null::date, null::date, 'north'),
    (date '2026-11-04', date '2026-11-17', null, 'south')
  ) t(created_on, won_on, lost_on, region)`);
  const flow = (time: string) => ({ kind: 'aggregate', mart: 'deals', time, sql: 'count(*)' }) as const;
  const metrics = [
    metric('created', flow('created_on')),
    metric('won', flow('won_on')),
    metric('lost', flow('lost_on')),
    metric('standing', { kind: 'level', mart: 'deals', from: 'won_on', sql: 'count(*)' }),
  ];
  const names = metrics.map(({ name }) => name);
  const shown = periods('week', '2026-11-23', 4);
  const parts = { dimension: 'region', values: ['north', 'south'] };
  const found = await measure(
    connection,
    [want(names, { periods: shown }), want(names, { id: 'parts', by: ['region'], within: parts, periods: shown })],
    { metrics },
  );
  expect(found.get('it')).toEqual([
    ['2026-10-26', null, null, null, null],
    ['2026-11-02', 2, 0, null, null],
    ['2026-11-09', 0, 0, null, null],
    ['2026-11-16', 0, 1, null, 1],
  ]);
  expect(found.get('parts')?.filter(([, region]) => region === 'north')).toEqual([
    ['2026-10-26', 'north', null, null, null, null],
    ['2026-11-02', 'north', 1, null, null, null],
    ['2026-11-09', 'north', 0, null, null, null],
    ['2026-11-16', 'north', 0, null, null, null],
  ]);
});

test('Ratios and derived metrics may rest on each other; a division by zero is NULL all the way up', async () => {
  const metrics = [
    metric('twice_back', { kind: 'derived', expression: '1 / (2 * back_share) -- odd', inputs: ['back_share'] }),
    metric('back_share', { kind: 'ratio', of: 'returned', to: 'pieces' }),
    metric('share_of_share', { kind: 'ratio', of: 'back_share', to: 'twice_back' }),
    metric('half', { kind: 'derived', expression: 'pieces / 2', inputs: ['pieces'] }),
    metric('pieces', sale('sales', 'sum(pieces)')),
    metric('returned', sale('sales', 'sum(returned)')),
  ];
  const names = ['pieces', 'returned', 'half', 'back_share', 'twice_back', 'share_of_share'];
  const found = await measure(connection, [want(names, { periods: periods('week', '2026-11-30', 4) })], { metrics });
  expect(found.get('it')).toEqual([
    ['2026-11-02', 5, 0, 2.5, 0, null, null],
    ['2026-11-09', 3, 8, 1.5, 8 / 3, 0.1875, 8 / 3 / 0.1875],
    ['2026-11-16', 2, 4, 1, 2, 0.25, 8],
    ['2026-11-23', 0, 0, 0, null, null, null],
  ]);
});

test('Each want of a fused statement gets its own periods, metrics and groups', async () => {
  const metrics = [
    metric('sales', sale('sales', 'count(*)')),
    metric('card_sales', sale('sales', 'count(*)', "method = 'card'")),
    metric('amount', sale('sales', 'sum(amount)', "method = 'cash'")),
    metric('card_share', { kind: 'ratio', of: 'card_sales', to: 'sales' }),
  ];
  const found = await measure(
    connection,
    [
      want(['card_sales'], { id: 'cards', by: ['region'] }),
      want(['amount', 'sales'], { id: 'all', by: ['region'], periods: periods('week', '2026-11-23', 1) }),
      want(['card_share'], { id: 'share', by: ['region'], periods: periods('week', '2026-11-16', 1) }),
      want(['sales'], { id: 'whole' }),
      want(['sales'], { id: 'both', by: ['region', 'method'], periods: periods('week', '2026-11-23', 2) }),
      want(['sales'], { id: 'turned', by: ['method', 'region'], periods: periods('week', '2026-11-23', 2) }),
    ],
    { metrics },
  );
  expect(found.get('cards')).toEqual([
    ['2026-11-02', 'north', 1],
    ['2026-11-09', 'north', 1],
    ['2026-11-16', 'north', 0],
  ]);
  expect(found.get('all')).toEqual([['2026-11-16', null, 5.05, 1]]);
  expect(found.get('share')).toEqual([
    ['2026-11-09', 'north', 1],
    ['2026-11-09', 'south', 0],
  ]);
  expect(found.get('whole')).toEqual([
    ['2026-11-02', 1],
    ['2026-11-09', 2],
    ['2026-11-16', 1],
  ]);
  expect(found.get('both')).toEqual([
    ['2026-11-09', 'north', 'card', 1],
    ['2026-11-09', 'south', 'cash', 1],
    ['2026-11-09', null, 'cash', 0],
    ['2026-11-16', 'north', 'card', 0],
    ['2026-11-16', 'south', 'cash', 0],
    ['2026-11-16', null, 'cash', 1],
  ]);
  expect(found.get('turned')).toEqual([
    ['2026-11-09', 'card', 'north', 1],
    ['2026-11-09', 'cash', 'south', 1],
    ['2026-11-09', 'cash', null, 0],
    ['2026-11-16', 'card', 'north', 0],
    ['2026-11-16', 'cash', 'south', 0],
    ['2026-11-16', 'cash', null, 1],
  ]);
});

test('A mart and its columns may be called like the steps of the statement', async () => {
  const place = { mart: 'periods', time: 'period_start' } as const;
  const metrics = [
    metric('measured', { kind: 'aggregate', ...place, sql: 'sum(measured)' }),
    metric('mean', { kind: 'aggregate', ...place, sql: 'sum(measured) / count(*)' }),
    metric('latest', { kind: 'aggregate', ...place, sql: 'max(period_end)', where: 'period_end >= 0' }),
    metric('weeks', { kind: 'aggregate', ...place, sql: 'count(distinct period_start)' }),
    metric('last_8', { kind: 'rolling', of: 'measured', days: 8 }),
    metric('ever', { kind: 'level', mart: 'periods', from: 'period_start', sql: 'max(period_end)' }),
  ];
  const names = ['measured', 'mean', 'latest', 'weeks', 'last_8', 'ever'];
  const found = await measure(connection, [want(names), want(['mean'], { id: 'split', by: ['measured'] })], {
    metrics,
  });
  expect(found.get('it')).toEqual([
    ['2026-11-02', 21, 3, 6, 7, 21, 6],
    ['2026-11-09', 70, 10, 13, 7, 76, 13],
    ['2026-11-16', 119, 17, 20, 7, 132, 20],
  ]);
  expect(found.get('split')).toHaveLength(63);
});

test('A mart of several grains counts the rows of the asked one alone, its first day too', async () => {
  const metrics = [metric('people', { kind: 'aggregate', mart: 'by_grain', time: 'period', sql: 'sum(people)' })];
  const models = [mart('by_grain', 'grain')];
  const found = await measure(
    connection,
    [
      want(['people'], { periods: periods('week', '2026-11-23', 4) }),
      want(['people'], { id: 'days', grain: 'day', periods: periods('day', '2026-11-18', 3) }),
      want(['people'], { id: 'months', grain: 'month', periods: periods('month', '2026-12-01', 2) }),
    ],
    { metrics, models },
  );
  expect(found.get('it')).toEqual([
    ['2026-10-26', null],
    ['2026-11-02', 7],
    ['2026-11-09', 0],
    ['2026-11-16', 40],
  ]);
  expect(found.get('days')).toEqual([
    ['2026-11-15', null],
    ['2026-11-16', 1],
    ['2026-11-17', 2],
  ]);
  expect(found.get('months')).toEqual([
    ['2026-10-01', null],
    ['2026-11-01', 900],
  ]);
});

test('NaN and overflow are NULL, and what rests on them too', async () => {
  const place = { mart: 'odd', time: 'from' } as const;
  const metrics = [
    metric('reading', { kind: 'aggregate', ...place, sql: 'max(reading)' }),
    metric('huge', { kind: 'aggregate', ...place, sql: 'max(huge)' }),
    metric('overflow', { kind: 'derived', expression: 'huge * huge', inputs: ['huge'] }),
    metric('per_reading', { kind: 'ratio', of: 'huge', to: 'reading' }),
  ];
  const one = periods('week', '2026-11-23', 1);
  const found = await measure(connection, [want(['reading', 'overflow', 'per_reading'], { periods: one })], {
    metrics,
  });
  expect(found.get('it')).toEqual([['2026-11-16', null, null, null]]);
});

test('The same statement gives the same rows with one thread and with two', async () => {
  const metrics = [metric('amount', sale('sales', 'sum(amount)')), metric('sales', sale('sales', 'count(*)'))];
  const queries = [want(['amount', 'sales'], { by: ['method', 'region'] })];
  const alone = (await measure(connection, queries, { metrics })).get('it');
  await connection.run('set threads = 2');
  expect((await measure(connection, queries, { metrics })).get('it')).toEqual(alone);
  await connection.run('set threads = 1');
});
