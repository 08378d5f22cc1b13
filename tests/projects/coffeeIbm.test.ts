/** A month of three coffee shops through the sample's own definitions, cell by cell against independent answers. */
import { expect } from 'vitest';
import { answersOf, expectAnswers } from '../support/answers.ts';
import { testOnRealData } from '../support/realData.ts';
import { type RealProject, type Row, realProject } from '../support/realProject.ts';

const SET = 'coffee-ibm';
const OUTLETS: Readonly<Record<string, number>> = { Astoria: 3, 'Lower Manhattan': 5, "Hell's Kitchen": 8 };

let built: Promise<RealProject> | undefined;

/** Weekly, so that the days after the 29th, of which there is nothing, have closed too. */
function shops(): Promise<RealProject> {
  const month = { grain: 'month', last: 1 };
  built ??= realProject({
    set: SET,
    now: '2019-05-07T12:00:00Z',
    schedule: 'weekly',
    data: {
      total: { metrics: ['revenue', 'product_revenue', 'orders', 'items_sold', 'active_customers'], ...month },
      days: { metrics: ['revenue'], grain: 'day', last: 40 },
      weeks: { metrics: ['buyers', 'repurchasing_buyers', 'repurchase_rate'], grain: 'week', last: 5 },
      outlets: { metrics: ['revenue'], by: 'location_name', ...month },
      hours: { metrics: ['revenue'], by: ['location_name', 'ordered_hour'], ...month },
      groups: { metrics: ['items_sold', 'product_revenue'], by: ['category', 'product_type'], ...month },
      goals: { metrics: ['revenue_goal', 'goal_revenue', 'goal_attainment'], by: 'location_name', ...month },
      waste: { metrics: ['prepared_quantity', 'wasted_quantity', 'waste_rate'], by: 'location_name', ...month },
      cycle: { metrics: ['buyers', 'purchase_cycle'], by: 'region', ...month },
      untried: { metrics: ['drink_buyers_30d', 'new_product_non_buyers', 'new_product_revenue'], ...month },
    },
    checks: ['goal_days_add_up'],
  });
  return built;
}

/** With the outlet's number, as the answers have it, and shares in percent. */
function numbered(rows: readonly Row[], share?: string): readonly Row[] {
  return rows.map((row) => ({
    ...row,
    outlet: OUTLETS[String(row['location_name'] ?? row['region'])] ?? null,
    percent: share === undefined || row[share] === null ? null : 100 * Number(row[share]),
  }));
}

testOnRealData('The month as a whole has its receipts, pieces, revenue and customers', async () => {
  const { rows, query } = await shops();
  expectAnswers(rows('total'), await answersOf(SET, 'totals'), {
    receipts_by_day_store: 'orders',
    quantity: 'items_sold',
    revenue: 'revenue',
    known_customers: 'active_customers',
  });
  const lines = await query(`select count(*) as line_count, count(*) filter (where customer_id is null) as unknown,
    min(ordered_on) as first_on, max(ordered_on) as last_on from order_items`);
  expectAnswers(lines, await answersOf(SET, 'totals'), {
    line_count: 'line_count',
    lines_without_customer: 'unknown',
    first_date: 'first_on',
    last_date: 'last_on',
  });
});

testOnRealData('Days, outlets, hours and kinds of products have their revenue', async () => {
  const { rows } = await shops();
  const days = rows('days').filter(({ revenue }) => revenue !== null);
  expectAnswers(days, await answersOf(SET, 'revenue_by_day'), { date: 'period', revenue: 'revenue' });
  const outlets = await answersOf(SET, 'revenue_by_outlet');
  expectAnswers(numbered(rows('outlets')), outlets, { sales_outlet_id: 'outlet', revenue: 'revenue' });
  const hours = { sales_outlet_id: 'outlet', hour: 'ordered_hour', revenue: 'revenue' };
  const open = numbered(rows('hours')).filter(({ revenue }) => revenue !== null);
  expectAnswers(open, await answersOf(SET, 'revenue_by_hour'), hours);
  expectAnswers(rows('groups'), await answersOf(SET, 'revenue_by_category'), {
    product_group: 'category',
    product_category: 'product_type',
    quantity: 'items_sold',
    revenue: 'product_revenue',
  });
});

testOnRealData('The products that lead are those that bring most', async () => {
  const { query } = await shops();
  const sold = await query(`select product_id, product_name, sum(quantity) as quantity, sum(line_amount) as revenue
    from order_items where is_completed group by all order by revenue desc, product_id limit 15`);
  const columns = { product_id: 'product_id', product: 'product_name', quantity: 'quantity', revenue: 'revenue' };
  expectAnswers(sold, await answersOf(SET, 'top_products'), columns);
});

testOnRealData('Outlets are held against their goals, in all and by group of products', async () => {
  const { rows, query } = await shops();
  const actual = await query(`select location_id,
      max(goal_amount) filter (where category is null) as total_goal,
      max(actual_amount) filter (where category is null) as actual_total,
      max(goal_amount) filter (where category = 'Beverages') as beverage_goal,
      max(actual_amount) filter (where category = 'Beverages') as actual_beverage,
      max(goal_amount) filter (where category = 'Whole Bean/Teas') as beans_goal,
      max(actual_amount) filter (where category = 'Whole Bean/Teas') as actual_beans,
      max(goal_amount) filter (where category = 'Food') as food_goal,
      max(actual_amount) filter (where category = 'Food') as actual_food
    from goals where month = date '2019-04-01' group by location_id`);
  const answers = await answersOf(SET, 'target_vs_actual');
  const names = ['total_goal', 'actual_total', 'beverage_goal', 'actual_beverage', 'beans_goal', 'actual_beans'];
  const columns = Object.fromEntries([...names, 'food_goal', 'actual_food'].map((name) => [name, name]));
  expectAnswers(actual, answers, { sales_outlet_id: 'location_id', ...columns });
  const traded = numbered(rows('goals'), 'goal_attainment').filter(({ goal_revenue }) => goal_revenue !== null);
  expectAnswers(
    traded,
    answers.filter(({ actual_total }) => actual_total !== null),
    { sales_outlet_id: 'outlet', total_goal: 'revenue_goal', actual_total: 'goal_revenue', attainment_pct: 'percent' },
  );
});

testOnRealData('What pastry was thrown away is a share of what was made ready', async () => {
  const { rows } = await shops();
  const waste = numbered(rows('waste'), 'waste_rate').filter(({ prepared_quantity }) => prepared_quantity !== null);
  const columns = { start_of_day: 'prepared_quantity', waste: 'wasted_quantity', waste_pct: 'percent' };
  expectAnswers(waste, await answersOf(SET, 'waste'), { sales_outlet_id: 'outlet', ...columns });
});

testOnRealData('Who bought again within the week, and how many had how many orders', async () => {
  const { rows, query } = await shops();
  const weeks = numbered(rows('weeks'), 'repurchase_rate').filter(({ buyers }) => Number(buyers) > 0);
  const columns = { users: 'buyers', repurchasers: 'repurchasing_buyers', repurchase_pct: 'percent' };
  expectAnswers(weeks, await answersOf(SET, 'repurchase_rate_week'), { week: 'period', ...columns });
  const counts = await query(`select period, orders, count(*) as people
    from visit_periods where grain = 'week' group by all`);
  const perWeek = { week: 'period', orders: 'orders', users: 'people' };
  expectAnswers(counts, await answersOf(SET, 'orders_per_customer_week'), perWeek);
  expect(await query('select * from shared_ids')).toEqual([]);
});

testOnRealData('How many days lie between the visits of an outlet’s customers', async () => {
  const { rows } = await shops();
  const columns = { sales_outlet_id: 'outlet', users: 'buyers', avg_interval_days: 'purchase_cycle' };
  expectAnswers(numbered(rows('cycle')), await answersOf(SET, 'purchase_interval_by_outlet'), columns);
});

testOnRealData('Nobody has bought what is marked as new', async () => {
  const { rows, query } = await shops();
  const [untried] = rows('untried');
  expect(untried?.['new_product_non_buyers']).toBe(untried?.['drink_buyers_30d']);
  expect(untried?.['new_product_revenue']).toBe(0);
  const people = await query(`select count(distinct customer_id) as active,
      count(distinct customer_id) filter (where is_new) as tried,
      active - tried as never
    from order_items where is_completed and customer_id is not null`);
  const columns = { active_customers: 'active', bought_new: 'tried', never_bought_new: 'never' };
  expectAnswers(people, await answersOf(SET, 'new_product_non_buyers'), columns);
});

testOnRealData('Each generation has bought what it has bought', async () => {
  const { query } = await shops();
  const sold = await query(`select segment, product_type, sum(quantity) as quantity, sum(line_amount) as revenue
    from order_items join customers using (customer_id)
    where is_completed and segment is not null group by all`);
  const columns = { generation: 'segment', product_category: 'product_type', quantity: 'quantity', revenue: 'revenue' };
  expectAnswers(sold, await answersOf(SET, 'generation_category'), columns);
});
