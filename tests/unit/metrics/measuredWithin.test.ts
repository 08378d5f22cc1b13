/** The parts of a brand, measured side by side in one statement, have the numbers that each would have alone. */
import type { DuckDBConnection } from '@duckdb/node-api';
import { beforeAll, expect, test } from 'vitest';
import type { MetricQuery } from '../../../src/metrics/metricQuery.ts';
import { sliceRows } from '../../../src/metrics/sliceRows.ts';
import type { Cell, Grain } from '../../../src/types.ts';
import { mart, metric, openBrand, periods, plan, rowsOf } from './measuring.ts';

/** 'old' has no rows of late, 'young' none of before, 'absent' none at all; the rest is for the sake of SQL. */
const PARTS = ['north', 'old', 'young', 'absent', "o'clock; drop table sales --", '서울 🥐', 'x'.repeat(10_000)];
const QUOTED = PARTS.map((part) => `'${part.replaceAll("'", "''")}'`);

let connection: DuckDBConnection;

beforeAll(async () => {
  connection = await openBrand();
  await connection.run(`
    create table parts as select unnest([${QUOTED.join(', ')}]) as region;
    create table sales as
      select
        date '2026-07-01' + (i % 150)::int as sold_on,
        [${QUOTED.join(', ')}, null, 'nobody asks'][1 + (i * 7) % 9] as region,
        ['card', 'cash', null][1 + i % 3] as method,
        ((i * 37) % 1000 / 100)::decimal(18, 2) as amount,
        i % 5 as pieces
      from range(900) t(i);
    delete from sales where region = 'absent';
    delete from sales where region = 'old' and sold_on >= date '2026-09-01';
    delete from sales where region = 'young' and sold_on < date '2026-11-12';
    create table members as
      select region, method, min(sold_on) as joined_on, max(sold_on) as left_on from sales group by all;
    create table by_grain as
      select grain, period_start(grain, sold_on) as period, region, method, count(*) as people
      from sales, (select unnest(['day', 'week', 'month']) as grain) group by all;
  `);
});

const aggregate = (sql: string, where?: string) =>
  ({ kind: 'aggregate', mart: 'sales', time: 'sold_on', sql, ...(where === undefined ? {} : { where }) }) as const;
const METRICS = [
  metric('amount', aggregate('sum(amount)')),
  metric('sales', aggregate('count(*)')),
  metric('large_sales', aggregate('count(*)', 'amount > 5')),
  metric('middle', aggregate('median(amount)')),
  metric('pieces', aggregate('coalesce(sum(pieces), 0)')),
  metric('last_9_days', { kind: 'rolling', of: 'sales', days: 9 }),
  metric('this_month', { kind: 'to_date', of: 'amount', since: 'month' }),
  metric('members', { kind: 'level', mart: 'members', from: 'joined_on', until: 'left_on', sql: 'count(*)' }),
  metric('people', { kind: 'aggregate', mart: 'by_grain', time: 'period', sql: 'sum(people)' }),
  metric('price', { kind: 'ratio', of: 'amount', to: 'pieces' }),
  metric('rest', { kind: 'derived', expression: 'sales - large_sales', inputs: ['sales', 'large_sales'] }),
];
const PROJECT = { metrics: METRICS, models: [mart('sales'), mart('members'), mart('by_grain', 'grain')] };

function wantOf(grain: Grain, by: readonly string[]): MetricQuery {
  const metrics = METRICS.map(({ name }) => name);
  return { id: 'it', grain, by, metrics, periods: periods(grain, '2026-11-23', grain === 'day' ? 20 : 5) };
}

/** The same on marts that hold one part and nothing else. */
async function alone(part: string, query: MetricQuery): Promise<readonly (readonly Cell[])[]> {
  const [statement] = plan([query], PROJECT);
  if (statement === undefined) throw new Error('Nothing is asked.');
  const quoted = QUOTED[PARTS.indexOf(part)];
  const marts = ['sales', 'members', 'by_grain'];
  for (const name of marts)
    await connection.run(`create temp table ${name} as from main.${name} where region = ${quoted}`);
  const table = await rowsOf(connection, statement.sql);
  for (const name of marts) await connection.run(`drop table temp.${name}`);
  return sliceRows({ query, statement, table }).rows;
}

for (const grain of ['day', 'week', 'month'] as const) {
  for (const by of [[], ['method']]) {
    test(`Each part by ${grain}${by.length === 0 ? '' : ' and method'} has the numbers that it would have alone`, async () => {
      const query = wantOf(grain, by);
      const within = { ...query, within: { dimension: 'region', values: PARTS } };
      const statements = plan([within], PROJECT);
      expect(statements).toHaveLength(1);
      for (const statement of statements) {
        const table = await rowsOf(connection, statement.sql);
        for (const part of PARTS)
          expect({ part, rows: sliceRows({ query: within, statement, table, part }).rows }).toEqual({
            part,
            rows: await alone(part, query),
          });
      }
    });
  }
}

test('A part that has no row at all has a row of nothing per period, and no group', async () => {
  const query = { ...wantOf('week', []), metrics: ['sales', 'price'], within: { dimension: 'region', values: PARTS } };
  const [statement] = plan([query], PROJECT);
  if (statement === undefined) throw new Error('Nothing is asked.');
  const table = await rowsOf(connection, statement.sql);
  const nothing = query.periods.map(({ start }) => [start, null, null]);
  expect(sliceRows({ query, statement, table, part: 'absent' }).rows).toEqual(nothing);
  expect(sliceRows({ query, statement, table, part: 'never heard of' }).rows).toEqual(nothing);
});

test('Before its first row a part has no value, also where others had rows; after it, what the metric is over no rows', async () => {
  const query = { ...wantOf('week', []), metrics: ['sales'], within: { dimension: 'region', values: PARTS } };
  const [statement] = plan([query], PROJECT);
  if (statement === undefined) throw new Error('Nothing is asked.');
  const table = await rowsOf(connection, statement.sql);
  const young = sliceRows({ query, statement, table, part: 'young' }).rows.map(([, sales]) => sales);
  expect(young.slice(0, 3)).toEqual([null, null, null]);
  expect(young.at(-1)).toBeGreaterThan(0);
  expect(sliceRows({ query, statement, table, part: 'old' }).rows.map(([, sales]) => sales)).toEqual([0, 0, 0, 0, 0]);
});

test('However many parts and reports ask, a mart is read in one statement per grain and split', () => {
  const queries = ['a', 'b'].flatMap((id) =>
    (['week', 'day'] as const).flatMap((grain) =>
      [[], ['method']].map((by) => ({
        ...wantOf(grain, by),
        id: `${id} ${grain} ${by}`,
        within: { dimension: 'region', values: id === 'a' ? PARTS : ['west'] },
      })),
    ),
  );
  const statements = plan(queries, PROJECT);
  expect(statements).toHaveLength(4);
  for (const { sql } of statements) {
    expect(sql).toContain("('west')");
    expect(sql.match(/(?<!select 1 )from "?sales"?\b(?!\s+where false)/g)).toHaveLength(
      // Its rows in the period, in the last days, since the month began; and once for everybody's first row.
      4,
    );
  }
});
