/** Northwind, whose file of orders is broken, through the sample's own definitions. */
import { expect } from 'vitest';
import { answersOf, expectAnswers } from '../support/answers.ts';
import { testOnRealData } from '../support/realData.ts';
import { type RealProject, type Row, realProject } from '../support/realProject.ts';

let built: Promise<RealProject> | undefined;

function northwind(): Promise<RealProject> {
  built ??= realProject({
    set: 'northwind',
    now: '1999-01-04T12:00:00Z',
    schedule: 'quarterly',
    data: {
      years: { metrics: ['orders', 'revenue', 'gross_revenue', 'active_customers'], grain: 'year', last: 3 },
      countries: { metrics: ['orders', 'revenue'], grain: 'year', by: 'location_name', last: 3 },
      categories: { metrics: ['product_revenue'], grain: 'year', by: 'category', last: 3 },
    },
    checks: ['customer_days_add_up'],
  });
  return built;
}

/** Per value of a column the sums of the others over all periods. */
function summed(rows: readonly Row[], by: string, columns: readonly string[]): readonly Row[] {
  return [...Map.groupBy(rows, (row) => String(row[by]))].map(([value, group]) => ({
    [by]: value,
    ...Object.fromEntries(
      columns.map((column) => [column, group.reduce((total, row) => total + Number(row[column] ?? 0), 0)]),
    ),
  }));
}

testOnRealData('No order is lost to a comma in an address, and every year has its revenue', async () => {
  const { rows, query } = await northwind();
  const totals = await query(`
    select
      count(*) as orders,
      (select count(*) from order_items) as line_count,
      sum(gross_amount) as gross,
      sum(revenue_amount) as net,
      min(ordered_on) as first_date,
      max(ordered_on) as last_date
    from orders
  `);
  const same = Object.fromEntries(Object.keys(totals[0] ?? {}).map((name) => [name, name]));
  expectAnswers(totals, await answersOf('northwind', 'totals'), same);
  const years = rows('years').map((row) => ({ ...row, year: Number(String(row['period']).slice(0, 4)) }));
  expectAnswers(years, await answersOf('northwind', 'by_year'), { year: 'year', orders: 'orders', net: 'revenue' });
});

testOnRealData('Categories and countries have the revenue after discounts', async () => {
  const { rows } = await northwind();
  const categories = summed(rows('categories'), 'category', ['product_revenue']);
  const columns = { category: 'category', net: 'product_revenue' };
  expectAnswers(categories, await answersOf('northwind', 'by_category'), columns);
  const countries = summed(rows('countries'), 'location_name', ['orders', 'revenue']);
  const answers = await answersOf('northwind', 'by_country');
  const named = { country: 'location_name', orders: 'orders' };
  expectAnswers(countries, answers, named);
  // Two sums end in half a cent to the digit; the answers, which are sums of doubles, lie just below.
  const apart = countries.filter((row) => {
    const net = Number(answers.find(({ country }) => country === row['location_name'])?.['net']);
    return !(Math.abs(Number(row['revenue']) - net) < 0.0050001);
  });
  expect(apart).toEqual([]);
});

testOnRealData('Lines on offer are apart from those at full price', async () => {
  const { query } = await northwind();
  const kinds = await query(`
    select
      case when is_promotion then 'discounted' else 'full price' end as kind,
      count(*) as line_count,
      count(distinct order_id) as orders,
      sum(line_amount) as net,
      sum(discount_amount) as discount_given
    from order_items
    group by all
  `);
  const same = Object.fromEntries(Object.keys(kinds[0] ?? {}).map((name) => [name, name]));
  expectAnswers(kinds, await answersOf('northwind', 'discount'), same);
});

testOnRealData('Two companies of the list never ordered, and are customers all the same', async () => {
  const { query } = await northwind();
  const [counts] = await query('select count(*) as known, count(first_order_on) as bought from customers');
  expect(counts).toEqual({ known: 91, bought: 89 });
});

/** Tier, scores and segment of every company at every month's end, from the raw orders alone, without a window function. */
const SEGMENTS_AGAIN = `
with sales as (
  select o.customer_id, o.ordered_at::date as day, sum(i.line_amount) as amount
  from stg_orders as o
  join stg_order_items as i using (order_id)
  group by o.order_id, o.customer_id, o.ordered_at
),
ends as (
  select distinct period_start, last_day(period_start) as day from customer_periods where grain = 'month'
),
facts as (
  select
    ends.period_start,
    ends.day,
    customer_id,
    ends.day - max(sales.day) as recency_days,
    count(*) as orders,
    sum(amount) as revenue,
    count(*) filter (where sales.day > ends.day - 30) as orders_30,
    min(sales.day) as first_day,
    count(*) filter (where sales.day > ends.day - 365) as orders_365,
    coalesce(sum(amount) filter (where sales.day > ends.day - 365), 0) as revenue_365
  from ends
  join sales on sales.day <= ends.day
  group by ends.period_start, ends.day, customer_id
),
compared as (
  select
    mine.*,
    (select count(*) from facts as f where f.day = mine.day) - 1 as others,
    (select count(*) from facts as f where f.day = mine.day and f.revenue < mine.revenue) as poorer,
    (select count(*) from facts as f where f.day = mine.day and f.orders_365 > 0) - 1 as live,
    (select count(*) from facts as f where f.day = mine.day and f.orders_365 > 0 and f.recency_days > mine.recency_days) as staler,
    (select count(*) from facts as f where f.day = mine.day and f.orders_365 > 0 and f.orders_365 < mine.orders_365) as rarer,
    (select count(*) from facts as f where f.day = mine.day and f.orders_365 > 0 and f.revenue_365 < mine.revenue_365) as cheaper
  from facts as mine
),
named as (
  select
    period_start,
    customer_id,
    recency_days,
    case when 5 * poorer >= 4 * others and others > 0 then 'High' when 5 * poorer >= others and others > 0 then 'Medium' else 'Low' end as clv_tier,
    case
      when orders_365 = 0 then 'Lost'
      when 5 * staler >= 3 * live and 5 * rarer >= 3 * live and 5 * cheaper >= 3 * live and live > 0 then 'VIP'
      when recency_days > 45 then 'At risk'
      when orders = 1 then 'New'
      when (5 * rarer >= 3 * live or 5 * cheaper >= 3 * live) and live > 0 then 'Loyal'
      else 'Occasional'
    end as rfm_segment,
    case
      when day - first_day < 30 then 'New'
      when orders_30 >= 8 then 'Heavy'
      when orders_30 >= 4 then 'Regular'
      when orders_30 >= 1 then 'Light'
      else 'Dormant'
    end as usage_segment
  from compared
)`;

testOnRealData('Every company is in the tier and the segments that plain SQL finds, at every month’s end', async () => {
  const { query } = await northwind();
  const columns = 'period_start, customer_id, recency_days, clv_tier, rfm_segment, usage_segment';
  const mine = `select ${columns} from customer_periods where grain = 'month'`;
  const [apart] = await query(`${SEGMENTS_AGAIN}
    select
      (select count(*) from (${mine} except select ${columns} from named)) as only_ours,
      (select count(*) from (select ${columns} from named except ${mine})) as only_theirs,
      (select count(*) from named) as rows`);
  expect(apart).toMatchObject({ only_ours: 0, only_theirs: 0 });
  expect(Number(apart?.['rows'])).toBeGreaterThan(1500);
  const seen = await query("select distinct rfm_segment from customer_periods where grain = 'month'");
  expect(seen.map((row) => row['rfm_segment']).toSorted()).toEqual([
    'At risk',
    'Lost',
    'Loyal',
    'New',
    'Occasional',
    'VIP',
  ]);
});
