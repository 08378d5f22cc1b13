/** The jaffle shop through the sample's own definitions, against what the shop's own models say. */
import { expect } from 'vitest';
import { answersOf, expectAnswers } from '../support/answers.ts';
import { testOnRealData } from '../support/realData.ts';
import { type RealProject, realProject } from '../support/realProject.ts';

let built: Promise<RealProject> | undefined;

function jaffle(): Promise<RealProject> {
  built ??= realProject({
    set: 'jaffle-classic',
    now: '2018-07-02T12:00:00Z',
    schedule: 'quarterly',
    data: {
      total: { metrics: ['orders', 'revenue', 'average_order_value'], grain: 'quarter', last: 2 },
      people: {
        metrics: ['buyers_to_date', 'one_time_buyers', 'repeat_buyers', 'lifetime_revenue', 'customer_lifetime_value'],
        grain: 'quarter',
        last: 1,
      },
      states: { metrics: ['orders', 'revenue'], grain: 'quarter', by: 'channel', last: 2 },
    },
    checks: ['customer_days_add_up'],
  });
  return built;
}

testOnRealData('Every customer has the first and last order, the number and the worth that the shop says', async () => {
  const { query } = await jaffle();
  const people = await query(`
    select
      customer_id,
      first_order_on,
      last_order_on,
      nullif(lifetime_orders, 0) as orders,
      case when lifetime_orders > 0 then lifetime_revenue_amount end as worth
    from customers
  `);
  expect(people).toHaveLength(100);
  expectAnswers(people, await answersOf('jaffle-classic', 'customers'), {
    customer_id: 'customer_id',
    first_order: 'first_order_on',
    most_recent_order: 'last_order_on',
    number_of_orders: 'orders',
    customer_lifetime_value: 'worth',
  });
});

testOnRealData('Every order has its day, its customer, its state and its payments by method', async () => {
  const { query } = await jaffle();
  const orders = await query(`
    select
      orders.order_id,
      orders.customer_id,
      orders.ordered_on,
      orders.channel as state,
      coalesce(sum(payments.amount) filter (where method = 'credit_card'), 0) as card,
      coalesce(sum(payments.amount) filter (where method = 'coupon'), 0) as coupon,
      coalesce(sum(payments.amount) filter (where method = 'bank_transfer'), 0) as bank,
      coalesce(sum(payments.amount) filter (where method = 'gift_card'), 0) as gift,
      orders.revenue_amount
    from orders
    left join payments using (order_id)
    group by all
  `);
  expectAnswers(orders, await answersOf('jaffle-classic', 'orders'), {
    order_id: 'order_id',
    customer_id: 'customer_id',
    order_date: 'ordered_on',
    status: 'state',
    credit_card_amount: 'card',
    coupon_amount: 'coupon',
    bank_transfer_amount: 'bank',
    gift_card_amount: 'gift',
    amount: 'revenue_amount',
  });
});

testOnRealData('Two quarters add up to the whole, and so do the states', async () => {
  const { rows } = await jaffle();
  const [answer] = await answersOf('jaffle-classic', 'totals');
  const sum = (block: string, column: string, state?: string): number =>
    rows(block)
      .filter((row) => state === undefined || row['channel'] === state)
      .reduce((total, row) => total + Number(row[column]), 0);
  expect(sum('total', 'orders')).toBe(Number(answer?.['orders']));
  expect(sum('total', 'revenue')).toBe(Number(answer?.['amount']));
  expect(sum('states', 'revenue', 'completed')).toBe(Number(answer?.['completed_amount']));
  for (const { status, orders, amount } of await answersOf('jaffle-classic', 'by_status')) {
    expect([status, sum('states', 'orders', status ?? ''), sum('states', 'revenue', status ?? '')]).toEqual([
      status,
      Number(orders),
      Number(amount),
    ]);
  }
  const [people] = rows('people');
  expect(people).toMatchObject({ buyers_to_date: Number(answer?.['with_orders']), lifetime_revenue: 1672 });
  expect(people?.['customer_lifetime_value']).toBeCloseTo(1672 / 62, 10);
});
