/** A year of a coffee machine through the sample's own definitions, cell by cell against independent answers. */
import { expect } from 'vitest';
import { answersOf, expectAnswers } from '../support/answers.ts';
import { testOnRealData } from '../support/realData.ts';
import { type RealProject, type Row, realProject } from '../support/realProject.ts';

const SET = 'coffee-vending';

let built: Promise<RealProject> | undefined;

function machine(): Promise<RealProject> {
  built ??= realProject({
    set: SET,
    now: '2025-04-02T12:00:00Z',
    data: {
      months: { metrics: ['orders', 'revenue', 'active_customers'], grain: 'month', last: 13 },
      growth: {
        metrics: [
          ...['new_buyers', 'retained_buyers', 'resurrected_buyers', 'lapsed_buyers', 'active_customers'],
          'buyer_retention_rate',
        ],
        grain: 'month',
        last: 13,
      },
    },
    models: ['visit_periods', 'stg_machine_sale_again', 'shared_ids', 'machine.sale'],
  });
  return built;
}

testOnRealData('The year as a whole has its cups, cards and money', async () => {
  const { query } = await machine();
  const total = await query(`select count(*) as cups, sum(revenue_amount) as revenue,
      count(distinct customer_id) as cards, count(*) filter (where not is_identified) as cash,
      strftime(min(ordered_at), '%Y-%m-%d %H:%M:%S') as first_at, strftime(max(ordered_at), '%Y-%m-%d %H:%M:%S') as last_at
    from orders where is_completed`);
  const columns = { sales: 'cups', revenue: 'revenue', cards: 'cards', cash_sales: 'cash' };
  expectAnswers(total, await answersOf(SET, 'totals'), { ...columns, first_ts: 'first_at', last_ts: 'last_at' });
});

testOnRealData('Every month has its cups, its money and its cards', async () => {
  const { rows } = await machine();
  const columns = { month: 'period', sales: 'orders', revenue: 'revenue', cards: 'active_customers' };
  expectAnswers(rows('months'), await answersOf(SET, 'by_month'), columns);
});

testOnRealData('Hours and drinks have theirs, however a drink is spelt', async () => {
  const { query } = await machine();
  const hours = await query(`select ordered_hour, count(*) as cups, sum(revenue_amount) as revenue
    from orders where is_completed group by all`);
  expectAnswers(hours, await answersOf(SET, 'by_hour'), { hour: 'ordered_hour', sales: 'cups', revenue: 'revenue' });
  const drinks = await query(`select product_name, sum(quantity) as cups, sum(line_amount) as revenue
    from order_items where is_completed group by all`);
  const spellings = await answersOf(SET, 'by_product');
  const isCortado = ({ coffee_name }: (typeof spellings)[number]) => /^\s*cortado\s*$/i.test(coffee_name ?? '');
  const sum = (name: string) =>
    spellings.filter(isCortado).reduce((total, row) => total + Math.round(100 * Number(row[name])), 0) / 100;
  const cortado = { coffee_name: 'Cortado', sales: String(sum('sales')), revenue: sum('revenue').toFixed(2) };
  const answers = [...spellings.filter((row) => !isCortado(row)), cortado];
  expectAnswers(drinks, answers, { coffee_name: 'product_name', sales: 'cups', revenue: 'revenue' });
});

testOnRealData('New, retained, returned and lapsed cards of each month', async () => {
  const { rows } = await machine();
  const growth = rows('growth').map((row): Row => ({ ...row, last_day: lastDayOf(String(row['period'])) }));
  expectAnswers(growth, await answersOf(SET, 'growth_month'), {
    period_end: 'last_day',
    new_users: 'new_buyers',
    retained_users: 'retained_buyers',
    resurrected_users: 'resurrected_buyers',
    churned_users: 'lapsed_buyers',
    active_users: 'active_customers',
    retention_rate: 'buyer_retention_rate',
  });
});

testOnRealData('Of the cards of a month, so many came back so many months later', async () => {
  const { query } = await machine();
  const cohorts = await query(`with months as (select customer_id, period from visit_periods where grain = 'month'),
      firsts as (select customer_id, min(period) as cohort from months group by customer_id),
      cells as (
        select last_day(cohort) as cohort, date_diff('month', cohort, period) as age, count(*) as people
        from months join firsts using (customer_id) group by all
      )
    select cohort, age, people, people / first(people) over (partition by cohort order by age) as share from cells`);
  const columns = { cohort: 'cohort', period_index: 'age', users: 'people', retention: 'share' };
  expectAnswers(cohorts, await answersOf(SET, 'retention_month'), columns);
});

testOnRealData('The same sales with dates in another order are the same sales, but for sixteen names', async () => {
  const { query } = await machine();
  const both = await query(`with ours as (
        select strptime(datetime, '%Y/%-m/%-d %-H:%M') as sold_at, card, money, coffee_name from machine.sale
      ),
      theirs as (select * from stg_machine_sale_again)
    select (select count(*) from theirs) as rows_b,
      (select count(*) from (from ours except all from theirs)) as only_in_a,
      (select count(*) from (from theirs except all from ours)) as only_in_b`);
  const names = { rows_b: 'rows_b', only_in_a: 'only_in_a', only_in_b: 'only_in_b' };
  expectAnswers(both, await answersOf(SET, 'same_data_check'), names);
});

testOnRealData('No card is so busy that it is no person', async () => {
  const { query } = await machine();
  expect(await query('select * from shared_ids')).toEqual([]);
});

function lastDayOf(firstDay: string): string {
  const [year = 0, month = 1] = firstDay.split('-').map(Number);
  return new Date(Date.UTC(year, month, 0)).toISOString().slice(0, 10);
}
