import { expect, test } from 'vitest';
import { buildEntity } from '../../../src/config/buildEntity.ts';
import type { Model } from '../../../src/types.ts';
import { extract, model, scratchFolder, source, testWarehouse } from './fixture.ts';

const app = source('app', { sale: { id: 'bigint', amount: 'decimal(18,2)' } });
const shop = source('shop', { receipt: { number: 'varchar', sold_on: 'date' } });

function entity(staging: readonly string[]): Model {
  const columns = {
    order_id: { type: 'varchar', description: 'The id.' },
    ordered_at: { type: 'timestamp', description: 'Local time.' },
    amount: { type: 'decimal(18,4)', description: 'Charged.' },
  };
  const whole = { description: 'Orders.', columns };
  const yaml = { file: 'queries/staging/stg_orders.yml', raw: {}, at: () => ({ file: '' }) };
  return buildEntity({ name: 'stg_orders', yaml, whole, known: whole }, { source: ['app', 'shop'], staging });
}

test('An entity holds the rows of all that feed it, with its own columns and types, and NULL where a feeder is silent', async () => {
  const folder = await scratchFolder();
  const extracts = [
    await extract(folder, 'app.sale', 'select 7::bigint as id, 1.25::decimal(18,2) as amount'),
    await extract(folder, 'shop.receipt', `select 'r1' as number, date '2026-02-03' as sold_on`),
  ];
  const models = [
    model('stg_app_orders', 'select amount, id::varchar as order_id from app.sale'),
    model('stg_shop_orders', 'select number as order_id, sold_on as ordered_at from shop.receipt'),
    model('stg_app_order_steps', 'select 1 as step'),
    entity(['stg_app_orders', 'stg_shop_orders', 'stg_app_order_steps']),
    model('orders', 'from stg_orders order by order_id'),
  ];
  const warehouse = await testWarehouse({ folder, sources: [app, shop], models, extracts });
  const orders = await warehouse.query('from orders');
  expect(orders.columns.map(({ name, sqlType }) => `${name} ${sqlType}`)).toEqual([
    'order_id VARCHAR',
    'ordered_at TIMESTAMP',
    'amount DECIMAL(18,4)',
  ]);
  expect(orders.rows).toEqual([
    ['7', null, 1.25],
    ['r1', '2026-02-03T00:00:00', null],
  ]);
});

test('An entity that nothing feeds is there, typed and empty', async () => {
  const folder = await scratchFolder();
  const models = [entity([]), model('orders', 'select count(*) as orders, sum(amount) as amount from stg_orders')];
  const warehouse = await testWarehouse({ folder, sources: [app], models, extracts: [] });
  expect((await warehouse.query('from orders')).rows).toEqual([[0, null]]);
});
