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
