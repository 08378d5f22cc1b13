import type { DuckDBConnection } from '@duckdb/node-api';
import { beforeAll, expect, test } from 'vitest';
import { ALL_OTHERS } from '../../../src/lib/allOthers.ts';
import { columnsOfRequest } from '../../../src/metrics/columnsOfRequest.ts';
import type { MetricRequest } from '../../../src/metrics/metricRequest.ts';
import { ALL_WHOLE, type PeriodParts } from '../../../src/metrics/periodParts.ts';
import { planStatements } from '../../../src/metrics/planStatements.ts';
import { type AskedBlock, queriesOf } from '../../../src/metrics/queriesOf.ts';
import { toBlock } from '../../../src/metrics/toBlock.ts';
import type { Cell, Metric, MetricBlock, Period } from '../../../src/types.ts';
import { toldColumns } from '../../support/words.ts';
import { metric, openBrand, rowsOf } from './measuring.ts';

const sales = { mart: 'sales', time: 'sold_on' } as const;
const metrics: readonly Metric[] = [
  metric('revenue', { kind: 'aggregate', ...sales, sql: 'sum(amount)' }, { format: 'currency' }),
  metric('orders', { kind: 'aggregate', ...sales, sql: 'count(*)' }, { label: { en: 'Orders', ko: '주문' } }),
  metric('buyers', { kind: 'aggregate', ...sales, sql: 'count(distinct buyer)' }),
  metric('online_orders', { kind: 'aggregate', ...sales, sql: 'count(*)', where: "way = 'web'" }),
  metric('online_share', { kind: 'ratio', of: 'online_orders', to: 'orders' }, { format: 'percent' }),
  metric('revenue_ytd', { kind: 'to_date', of: 'revenue', since: 'year' }, { format: 'currency' }),
];
const week: Period = { grain: 'week', start: '2026-11-16', end: '2026-11-23' };
let connection: DuckDBConnection;

beforeAll(async () => {
  connection = await openBrand();
  await connection.run(`create table sales as select * from (values
    (date '2026-11-09', 'North', 'web', 8, 1, 10), (date '2026-11-10', 'South', 'till', 8, 2, 40),
    (date '2026-11-11', 'West', 'till', 9, 3, 15), (date '2026-11-12', 'Closed', 'web', 8, 4, 90),
    (date '2026-11-16', 'North', 'web', 8, 1, 20), (date '2026-11-17', 'North', 'till', 9, 5, 30),
    (date '2026-11-18', 'South', 'till', 9, 2, 20), (date '2026-11-18', 'West', 'web', 9, 2, 20),
    (date '2026-11-19', 'East', 'web', 10, 1, 10), (date '2026-11-20', null, 'till', 8, null, 100)
  ) t(sold_on, shop, way, hour, buyer, amount)`);
});

function requestOf(more: Partial<MetricRequest>): MetricRequest {
  return {
    ...{ kind: 'metrics', name: 'shops', metrics: ['revenue'], grains: ['week'], by: ['shop'], compare: [], last: 1 },
    place: { file: 'report.md', line: 6 },
    ...more,
  };
}

async function blockOf(
  more: Partial<MetricRequest>,
  parts: PeriodParts = ALL_WHOLE,
  own?: AskedBlock['own'],
): Promise<MetricBlock> {
  const weekStart = 'monday';
  const asked: AskedBlock = { id: 'a', request: requestOf(more), period: week, weekStart, own };
  // Others in the same run ask for the same rows otherwise.
  const others = [requestOf({ name: 'all' }), requestOf({ name: 'ways', by: ['shop', 'way'], last: 3 })];
  const all = [asked, ...others.map((request) => ({ ...asked, request }))];
  const statements = planStatements({ queries: all.flatMap(queriesOf), metrics, models: [], weekStart });
  const results = await Promise.all(
    statements.map(async (statement) => ({ statement, table: await rowsOf(connection, statement.sql) })),
  );
  return toBlock({ ...asked, metrics, locale: 'en-GB', results, parts });
}

/** Rows without their period. */
async function rows(more: Partial<MetricRequest>, parts?: PeriodParts): Promise<readonly (readonly Cell[])[]> {
  const { tables } = await blockOf(more, parts);
  return (tables.week?.rows ?? []).map((row) => row.slice(1));
}

const order = { metric: 'revenue', isAscending: false } as const;

test('Rows are ordered by a metric, equals by name; what nobody stated comes last, and what has no value of any metric is left out', async () => {
  expect(await rows({ shape: { order, shares: {} }, compareRows: ['previous'] })).toEqual([
    ['North', 50, 10, 4],
    ['South', 20, 40, -0.5],
    ['West', 20, 15, 1 / 3],
    ['East', 10, null, null],
    [null, 100, null, null],
  ]);
  expect(await rows({ shape: { order: { ...order, isAscending: true }, shares: {} } })).toEqual([
    ['East', 10],
    ['South', 20],
    ['West', 20],
    ['North', 50],
    [null, 100],
  ]);
});

test('Equal values have the same rank, and the former one is among all that there were', async () => {
  expect(await rows({ shape: { order, isRanked: true, shares: {} }, compareRows: ['previous'] })).toEqual([
    ['North', 1, 4, 50, 10, 4],
    ['South', 2, 2, 20, 40, -0.5],
    ['West', 2, 3, 20, 15, 1 / 3],
    ['East', 4, null, 10, null, null],
    [null, null, null, 100, null, null],
  ]);
});

test('A share is of all groups, also of those beyond the limit, or of those that are stated', async () => {
  const limit = { rows: 2 };
  expect(await rows({ shape: { order, limit, shares: { revenue: { kind: 'all' } } } })).toEqual([
    ['North', 50, 50 / 200],
    ['South', 20, 20 / 200],
  ]);
  expect(await rows({ shape: { order, shares: { revenue: { kind: 'stated' } } } })).toEqual([
    ['North', 50, 0.5],
    ['South', 20, 0.2],
    ['West', 20, 0.2],
    ['East', 10, 0.1],
    [null, 100, null],
  ]);
});

test('All others are one row: sums of what adds up with its share and its comparison, and no value of the rest', async () => {
  const shape = {
    order,
    isRanked: true,
    limit: { rows: 1 },
    hasOther: true,
    shares: { revenue: { kind: 'all' } },
  } as const;
  expect(await rows({ metrics: ['revenue', 'buyers', 'online_share'], shape, compareRows: ['previous'] })).toEqual([
    ['North', 1, 4, 50, 10, 4, 50 / 200, 2, 1, 1, 0.5, 1, -50],
    // 40 + 15 + 90 before, of which one shop has closed since.
    [ALL_OTHERS, null, null, 150, 145, 5 / 145, 150 / 200, null, null, null, null, null, null],
  ]);
});

test('A metric that every group shows leaves none for others', async () => {
  const shape = { order, limit: { rows: 5 }, hasOther: true, shares: {} } as const;
  expect((await rows({ shape })).map(([shop]) => shop)).toEqual(['North', 'South', 'West', 'East', null]);
});

test('A period that is not whole is compared with nothing, of all or of a group', async () => {
  const part = { days: 3, of: 7, isOpen: false };
  const of = (start: string, group?: string): PeriodParts => ({
    of: () => null,
    ofGroup: (_, period, __, cells) =>
      period.start === start && (group === undefined || cells[0] === group) ? part : null,
  });
  const asked = {
    shape: { order, isRanked: true, limit: { rows: 2 }, hasOther: true, shares: {} },
    compareRows: ['previous'],
  } as const;
  expect(await rows(asked, of('2026-11-09'))).toEqual([
    ['North', 1, null, 50, null, null],
    ['South', 2, null, 20, null, null],
    [ALL_OTHERS, null, null, 130, null, null],
  ]);
  expect(await rows(asked, of('2026-11-16', 'North'))).toEqual([
    ['North', 1, null, 50, null, null],
    ['South', 2, 2, 20, 40, -0.5],
    [ALL_OTHERS, null, null, 130, 105, 25 / 105],
  ]);
  expect(await rows(asked, of('2026-11-16', 'East'))).toMatchObject([
    ['North', 1, 4, 50, 10, 4],
    ['South', 2, 2, 20, 40, -0.5],
    [ALL_OTHERS, null, null, 130, null, null],
  ]);
});

test('A sum since New Year is not compared with the period before, and a share in points', async () => {
  expect(await rows({ metrics: ['revenue_ytd', 'online_share'], compareRows: ['previous'] })).toContainEqual([
    'North',
    60,
    null,
    null,
    0.5,
    1,
    -50,
  ]);
});

test('A filter counts only what is of its values, and its shares are of that', async () => {
  const shares = { revenue: { kind: 'all' } } as const;
  const where = { way: { isNot: false, values: ['web'] } };
  expect(await rows({ where, shape: { order, shares } })).toEqual([
    ['North', 20, 0.4],
    ['West', 20, 0.4],
    ['East', 10, 0.2],
  ]);
  expect(await rows({ where: { shop: { isNot: true, values: [null] } }, shape: { order, shares } })).toEqual([
    ['North', 50, 0.5],
    ['South', 20, 0.2],
    ['West', 20, 0.2],
    ['East', 10, 0.1],
  ]);
  expect(await rows({ where: { shop: { isNot: false, values: [null, 'East'] } } })).toEqual([
    ['East', 10],
    [null, 100],
  ]);
  expect(await rows({ where: { shop: { isNot: true, values: ['North', "O'Neill"] } } })).toEqual([
    ['East', 10],
    ['South', 20],
    ['West', 20],
    [null, 100],
  ]);
  expect(
    await rows({ where: { shop: { isNot: true, values: ['North', null] }, hour: { isNot: false, values: ['9'] } } }),
  ).toEqual([
    ['South', 20],
    ['West', 20],
  ]);
});

test('Every row has every column that is across: over no rows a count is 0, and a sum of money nothing', async () => {
  const asked = {
    metrics: ['orders', 'revenue'],
    by: ['shop', 'hour'],
    where: { shop: { isNot: true, values: [null] } },
  } as const;
  expect(
    await rows({ ...asked, shape: { across: 'hour', shares: { orders: { kind: 'within', dimension: 'shop' } } } }),
  ).toEqual([
    ['East', 8, 0, 0, null],
    ['East', 9, 0, 0, null],
    ['East', 10, 1, 1, 10],
    ['North', 8, 1, 0.5, 20],
    ['North', 9, 1, 0.5, 30],
    ['North', 10, 0, 0, null],
    ['South', 8, 0, 0, null],
    ['South', 9, 1, 1, 20],
    ['South', 10, 0, 0, null],
    ['West', 8, 0, 0, null],
    ['West', 9, 1, 1, 20],
    ['West', 10, 0, 0, null],
  ]);
});

test('Rows and columns across are ordered by what the metric is of them alone; numbers stay in their order', async () => {
  const shape = {
    across: 'way',
    order: { metric: 'buyers', isAscending: false },
    shares: {},
    limit: { rows: 2, columns: 1 },
  } as const;
  // Two of two buyers in the north; by way two of three on the web, and two at the till.
  expect(await rows({ metrics: ['buyers'], by: ['shop', 'way'], shape })).toEqual([
    ['North', 'till', 1],
    ['East', 'till', 0],
  ]);
  const hours = { across: 'hour', order, shares: {}, limit: { rows: 1 } } as const;
  expect(await rows({ by: ['shop', 'hour'], shape: hours })).toEqual([
    ['North', 8, 20],
    ['North', 9, 30],
    ['North', 10, null],
  ]);
});

test('The rows of a block that is not split are compared period by period', async () => {
  expect(await rows({ metrics: ['revenue', 'orders'], by: [], compareRows: ['previous'], last: 2 })).toEqual([
    [155, null, null, 4, null, null],
    [200, 155, 45 / 155, 6, 4, 0.5],
  ]);
});

test('An audience is told its own: its order, its ranks, its shares and its columns, and nothing of another', async () => {
  const own = { dimension: 'way', among: ['till', 'web'], id: 'web' };
  const rowsOfOwn = async (more: Partial<MetricRequest>) =>
    (await blockOf(more, ALL_WHOLE, own)).tables.week?.rows.map((row) => row.slice(1));
  const shares = { revenue: { kind: 'all' } } as const;
  expect(await rowsOfOwn({ shape: { order, isRanked: true, shares }, compareRows: ['previous'] })).toEqual([
    ['North', 1, 2, 20, 10, 1, 0.4],
    ['West', 1, null, 20, null, null, 0.4],
    ['East', 3, null, 10, null, null, 0.2],
  ]);
  const limit = { rows: 1 };
  expect(await rowsOfOwn({ by: ['shop', 'hour'], shape: { across: 'hour', order, limit, shares: {} } })).toEqual([
    ['North', 8, 20],
    ['North', 9, null],
    ['North', 10, null],
  ]);
  const other = { order, limit, hasOther: true, shares } as const;
  expect(await rowsOfOwn({ shape: other })).toEqual([
    ['North', 20, 0.4],
    [ALL_OTHERS, 30, 0.6],
  ]);
});

test('A block that is cut says so, and one with an order keeps it', async () => {
  expect(await blockOf({ shape: { order, shares: {}, limit: { rows: 1 } } })).toMatchObject({
    isCut: true,
    isOrdered: true,
  });
  expect(await blockOf({ where: { way: { isNot: false, values: ['web'] } } })).toMatchObject({ isCut: true });
  expect(await blockOf({})).not.toHaveProperty('isCut');
  expect(await blockOf({})).not.toHaveProperty('isOrdered');
});

test('Columns say in the language what they are, unless the report does', () => {
  const request = requestOf({
    metrics: ['orders'],
    compareRows: ['previous', 'year_ago'],
    shape: { order: { metric: 'orders', isAscending: false }, isRanked: true, shares: { orders: { kind: 'all' } } },
    columns: { orders_share: { label: { en: 'Of all', ko: '전체 대비' }, decimals: 0 } },
  });
  const columns = (locale: string) =>
    toldColumns(columnsOfRequest({ request, grain: 'month', metrics, locale }), locale).slice(2);
  expect(columns('en-GB').map(({ name, label }) => [name, label])).toEqual([
    ['rank', 'Rank'],
    ['rank_previous', 'Rank, month before'],
    ['rank_year_ago', 'Rank, a year before'],
    ['orders', 'Orders'],
    ['orders_previous', 'Orders, month before'],
    ['orders_change_previous', 'Orders, change on the month before'],
    ['orders_year_ago', 'Orders, a year before'],
    ['orders_change_year_ago', 'Orders, change on a year before'],
    ['orders_share', 'Of all'],
  ]);
  expect(columns('ko-KR').map(({ label }) => label)).toEqual([
    ...['순위', '전월 순위', '전년 동기 순위'],
    ...['주문', '전월 주문', '주문, 전월 대비 증감률', '전년 동기 주문', '주문, 전년 동기 대비 증감률', '전체 대비'],
  ]);
  expect(columns('en-GB').at(-1)).toMatchObject({ format: 'percent', decimals: 0 });
});
