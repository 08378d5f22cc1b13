import { expect, test } from 'vitest';
import { openWarehouse } from '../../../src/warehouse/openWarehouse.ts';
import { buildWhole } from '../../support/buildWhole.ts';
import { BRAND, extract, model, scratchFolder, source, testWarehouse } from '../warehouse/fixture.ts';
import { mart, metric, periods, plan } from './measuring.ts';

test.each([
  ['1 / 0', null],
  ['0 / 0', null],
  ['-1.5::double / 0::double', null],
  ['1.50::decimal(10, 2) / 0.00::decimal(10, 2)', null],
  ['1::hugeint / 0', null],
  ['7 // 0', null],
  ['7.5::double // 0', null],
  ['7 % 0', null],
  ['7.5::double % 0', null],
  ['7.5::decimal(4, 1) % 0', null],
  ['fmod(7.5, 0)', null],
  ['1 / (1 / 0)', null],
  ['coalesce(0 / 0, 9)', 9],
  ['7 / 2', 3.5],
  ['7 // 2', 3],
  ['7 % 2', 1],
  ['7.5::decimal(4, 1) / 2.5::decimal(4, 1)', 3],
])('A query: %s is %s', async (sql, value) => {
  const warehouse = await testWarehouse();
  expect((await warehouse.query(`select ${sql} as x`)).rows).toEqual([[value]]);
  // Of values that stand in rows, not in the text.
  const { rows } = await warehouse.query(
    `with t as (select unnest([0, 1, 2, 7]) as n) select ${sql.replaceAll(/\b0\b(?!\.)/g, '(select min(n) from t)')} as x`,
  );
  expect(rows).toEqual([[value]]);
});

test('A model: no share of nothing, so the next one takes its default, and no average counts it', async () => {
  const folder = await scratchFolder();
  const sold = 'select * from (values (1, 3.0::double, 4), (2, 0.0, 0), (3, 1.0, 4)) t(id, kept, bought)';
  const extracts = [await extract(folder, 'shop.sold', sold)];
  const sources = [source('shop', { sold: { id: 'integer', kept: 'double', bought: 'integer' } })];
  const models = [
    model('stg_shop_sold', 'select id, kept / bought as share from shop.sold'),
    model(
      'scores',
      'select id, coalesce(share, 0) as score, rank() over (order by score desc) as place from stg_shop_sold',
    ),
  ];
  const file = `${folder}/acme.duckdb`;
  await buildWhole({ file, outDir: folder, brand: BRAND, sources, models, extracts });
  const warehouse = await openWarehouse(file);
  try {
    expect((await warehouse.query('from scores order by id')).rows).toEqual([
      [1, 0.75, 1],
      [2, 0, 3],
      [3, 0.25, 2],
    ]);
    expect((await warehouse.query('select avg(share), max(share) from stg_shop_sold')).rows).toEqual([[0.5, 0.75]]);
  } finally {
    await warehouse.close();
  }
});

test('A metric: a ratio, an expression at every depth, an aggregate, a condition', async () => {
  const place = { mart: 'rows', time: 'on_day' };
  const metrics = [
    metric('bought', { kind: 'aggregate', ...place, sql: 'sum(bought)' }),
    metric('paid', { kind: 'aggregate', ...place, sql: 'sum(paid)' }),
    metric('per_head', { kind: 'ratio', of: 'paid', to: 'bought' }),
    metric('inverse', { kind: 'derived', expression: '1 / (paid / bought) -- deep', inputs: ['paid', 'bought'] }),
    metric('each', { kind: 'aggregate', ...place, sql: 'sum(paid) /* all */ / sum(bought)' }),
    metric('dear', { kind: 'aggregate', ...place, sql: 'count(*)', where: 'paid / bought > 1' }),
  ];
  const shown = ['per_head', 'inverse', 'each', 'dear'];
  const wants = [{ id: 'w', grain: 'day' as const, by: [], metrics: shown, periods: periods('day', '2026-03-03', 2) }];
  const rows = "select * from (values (date '2026-03-01', 6, 2), (date '2026-03-02', 6, 0)) t(on_day, paid, bought)";
  const warehouse = await testWarehouse({ models: [model('rows', rows)] });
  const [query] = plan(wants, { metrics, models: [mart('rows')] });
  const { columns, rows: found } = await warehouse.query(query?.sql ?? '');
  const valuesOf = (row: readonly unknown[] = []) => Object.fromEntries(columns.map(({ name }, at) => [name, row[at]]));
  expect(found.map(valuesOf)).toEqual([
    { period: '2026-03-01', per_head: 3, inverse: 1 / 3, each: 3, dear: 1 },
    { period: '2026-03-02', per_head: null, inverse: null, each: null, dear: 0 },
  ]);
});
