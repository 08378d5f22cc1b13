/** A tiny restaurant with a loyalty programme through the sample's own definitions; small enough to check by hand. */
import { expect } from 'vitest';
import { answersOf, expectAnswers } from '../support/answers.ts';
import { testOnRealData } from '../support/realData.ts';
import { type RealProject, realProject } from '../support/realProject.ts';

let built: Promise<RealProject> | undefined;

function diner(): Promise<RealProject> {
  built ??= realProject({
    set: 'dannys-diner',
    now: '2021-04-02T12:00:00Z',
    schedule: 'quarterly',
    data: {
      total: {
        metrics: ['revenue', 'orders', 'items_sold', 'buyers_to_date', 'one_time_buyers', 'repeat_rate'],
        grain: 'quarter',
        last: 1,
      },
      dishes: { metrics: ['items_sold'], grain: 'quarter', by: 'product_name', last: 1 },
      loyalty: {
        metrics: ['loyalty_members', 'new_loyalty_members', 'loyalty_orders', 'loyalty_revenue', 'member_share'],
        grain: 'quarter',
        last: 1,
      },
    },
    checks: ['customer_days_add_up'],
  });
  return built;
}

testOnRealData('Two dishes that are the same to the letter were two dishes', async () => {
  const { rows, query } = await diner();
  expect(rows('total')).toMatchObject([{ revenue: 186, orders: 12, items_sold: 15 }]);
  const [ramen] = await query(
    "select count(*) as rows from order_items where customer_id = 'C' and product_name = 'ramen' and ordered_on = date '2021-01-01'",
  );
  expect(ramen).toEqual({ rows: 2 });
  const most = rows('dishes').map(({ product_name: dish, items_sold: items }) => [dish, items]);
  expect(most).toContainEqual(['ramen', 8]);
});

testOnRealData('Each customer has spent what they spent, and come as often as they came', async () => {
  const { query } = await diner();
  const spend = await query(`
    select customers.customer_id, lifetime_revenue_amount, order_days, lifetime_orders, sum(quantity) as items
    from customers
    join order_items using (customer_id)
    group by all
  `);
  expectAnswers(spend, await answersOf('dannys-diner', 'spend'), {
    customer_id: 'customer_id',
    spend: 'lifetime_revenue_amount',
    visits: 'order_days',
    items: 'items',
  });
  expect(spend.every((row) => row['order_days'] === row['lifetime_orders'])).toBe(true);
});

testOnRealData('What was bought as a member is apart from what was bought before', async () => {
  const { query, rows } = await diner();
  const parts = await query(`
    select
      customer_id,
      case when is_loyalty then 'member' else 'before or never' end as status,
      sum(quantity) as items,
      sum(line_amount) as spend
    from order_items
    group by all
  `);
  expectAnswers(parts, await answersOf('dannys-diner', 'member_vs_not'), {
    customer_id: 'customer_id',
    status: 'status',
    items: 'items',
    spend: 'spend',
  });
  expect(rows('loyalty')).toMatchObject([
    { loyalty_members: 2, new_loyalty_members: 2, loyalty_orders: 6, loyalty_revenue: 85, member_share: 2 / 3 },
  ]);
});

testOnRealData('Points follow from the lines', async () => {
  const { query } = await diner();
  const points = await query(`
    select customer_id, sum(case when product_name = 'sushi' then 20 else 10 end * line_amount) as points
    from order_items
    group by customer_id
  `);
  expectAnswers(points, await answersOf('dannys-diner', 'points'), { customer_id: 'customer_id', points: 'points' });
});
