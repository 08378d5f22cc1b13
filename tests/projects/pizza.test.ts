/** A year of a pizza place through the sample's own definitions, cell by cell against independent answers. */
import { expect } from 'vitest';
import { answersOf, expectAnswers } from '../support/answers.ts';
import { testOnRealData } from '../support/realData.ts';
import { type RealProject, realProject } from '../support/realProject.ts';

const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
const SALES = ['items_sold', 'product_revenue'];

let built: Promise<RealProject> | undefined;

function pizza(): Promise<RealProject> {
  built ??= realProject({
    set: 'pizza',
    now: '2016-01-02T12:00:00Z',
    data: {
      total: {
        metrics: ['orders', 'items_sold', 'revenue', 'average_order_value', 'items_per_order', 'active_days'],
        grain: ['year', 'month'],
        last: 12,
      },
      weekdays: { metrics: ['orders', 'revenue'], grain: 'year', by: 'weekday', last: 1 },
      weekday_items: { metrics: SALES, grain: 'year', by: 'weekday', last: 1 },
      hours: { metrics: ['orders', 'revenue'], grain: 'year', by: 'ordered_hour', last: 1 },
      categories: { metrics: SALES, grain: 'year', by: 'category', last: 1 },
      sizes: { metrics: SALES, grain: 'year', by: 'product_type', last: 1 },
      pizzas: { metrics: SALES, grain: 'year', by: 'product_name', last: 1 },
    },
  });
  return built;
}

testOnRealData('The year as a whole is the one that is widely known', async () => {
  const { rows } = await pizza();
  const year = rows('total').filter(({ period }) => period === '2015-01-01');
  expectAnswers(year, await answersOf('pizza', 'totals'), {
    orders: 'orders',
    pizzas: 'items_sold',
    revenue: 'revenue',
    aov: 'average_order_value',
    pizzas_per_order: 'items_per_order',
    open_days: 'active_days',
  });
  expect(year[0]?.['revenue']).toBe(817860.05);
});

testOnRealData('Every month has its orders, pizzas and revenue', async () => {
  const { rows } = await pizza();
  const months = rows('total', 'month').map((row) => ({ ...row, month: Number(String(row['period']).slice(5, 7)) }));
  const columns = { month: 'month', orders: 'orders', pizzas: 'items_sold', revenue: 'revenue' };
  expectAnswers(months, await answersOf('pizza', 'by_month'), columns);
});

testOnRealData('Weekdays and hours add up to the year', async () => {
  const { rows } = await pizza();
  const weekdays = await answersOf('pizza', 'by_weekday');
  const numbered = (block: string) =>
    rows(block).map((row) => ({ ...row, weekday: 1 + WEEKDAYS.indexOf(String(row['weekday'])) }));
  expectAnswers(numbered('weekdays'), weekdays, { iso_weekday: 'weekday', orders: 'orders', revenue: 'revenue' });
  const items = { iso_weekday: 'weekday', pizzas: 'items_sold', revenue: 'product_revenue' };
  expectAnswers(numbered('weekday_items'), weekdays, items);
  const hours = { hour: 'ordered_hour', orders: 'orders', revenue: 'revenue' };
  expectAnswers(rows('hours'), await answersOf('pizza', 'by_hour'), hours);
});

testOnRealData('Categories, sizes and pizzas have the pieces and the revenue of their lines', async () => {
  const { rows } = await pizza();
  const sales = { pizzas: 'items_sold', revenue: 'product_revenue' };
  expectAnswers(rows('categories'), await answersOf('pizza', 'by_category'), { category: 'category', ...sales });
  expectAnswers(rows('sizes'), await answersOf('pizza', 'by_size'), { size: 'product_type', ...sales });
  expectAnswers(rows('pizzas'), await answersOf('pizza', 'by_pizza'), { name: 'product_name', ...sales });
});
