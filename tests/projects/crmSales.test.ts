/**
 * The 8,800 deals of a seller of computer hardware. It has no published table of answers: each number is computed a second
 * time here, in plain SQL over the files; the counts of all deals are widely known.
 */
import { expect } from 'vitest';
import { expectSame } from '../support/expectSame.ts';
import { realData, testOnRealData } from '../support/realData.ts';
import { type RealProject, realProject } from '../support/realProject.ts';
import { type SecondRow, secondComputation } from '../support/secondComputation.ts';

const DEALS = [
  ...['deals_created', 'deals_closed', 'deals_won', 'deals_lost', 'bookings', 'win_rate', 'win_rate_by_amount'],
  ...['average_deal_size', 'median_deal_size', 'sales_cycle_days', 'median_sales_cycle_days'],
];
const PIPELINE = [
  ...['open_deals', 'pipeline_amount', 'pipeline_age_days', 'pipeline_up_to_30_days', 'pipeline_over_90_days'],
  ...['stale_share', 'closing_pipeline', 'slipped_deals'],
];
const RANKED = ['deals_won', 'deals_closed', 'win_rate', 'bookings', 'sales_cycle_days', 'average_deal_size'];

let built: Promise<RealProject> | undefined;

function hardware(): Promise<RealProject> {
  built ??= realProject({
    set: 'crm-sales',
    now: '2018-01-02T12:00:00Z',
    data: {
      deals: { metrics: DEALS, grain: ['month', 'quarter', 'year'], last: 12 },
      pipeline: { metrics: PIPELINE, grain: ['month', 'week'], last: 12 },
      reps: { metrics: RANKED, grain: 'year', by: 'owner', last: 1 },
      managers: { metrics: RANKED, grain: 'year', by: 'manager', last: 1 },
      regions: { metrics: RANKED, grain: ['year', 'quarter'], by: 'territory', last: 4 },
      products: { metrics: RANKED, grain: 'year', by: 'product', last: 1 },
      open: { metrics: ['open_deals', 'pipeline_amount'], grain: 'quarter', by: ['territory', 'product'], last: 4 },
      velocity: {
        metrics: ['sales_velocity', 'deals_won_qtd', 'bookings_mtd', 'win_rate_13w'],
        grain: 'month',
        last: 12,
      },
    },
  });
  return built;
}

/** The files as they are, joined by hand; a period is named by its first day. */
const FILES = `
  with raw as (
    select
      p.opportunity_id,
      p.sales_agent as owner,
      t.manager,
      t.regional_office as territory,
      replace(p.product, 'GTXPro', 'GTX Pro') as product,
      try_strptime(p.engage_date, '%m/%d/%Y')::date as engaged,
      try_strptime(p.close_date, '%m/%d/%Y')::date as closed,
      p.deal_stage,
      p.close_value::decimal(18, 2) as close_value,
      (select l.sales_price from read_csv('$folder/products.csv', all_varchar = true) as l
       where replace(l.product, ' ', '') = replace(p.product, ' ', ''))::decimal(18, 2) as list_price
    from read_csv('$folder/sales_pipeline.csv', all_varchar = true) as p
    join read_csv('$folder/sales_teams.csv', all_varchar = true) as t on t.sales_agent = p.sales_agent
  ),
  months as (select unnest(range(date '2017-01-01', date '2018-01-01', interval 1 month))::date as month)`;

function independently(sql: string): Promise<readonly SecondRow[]> {
  return secondComputation(realData('data', 'crm-sales'), `${FILES} ${sql}`);
}

const OUTCOMES = `
  count(*) filter (where deal_stage = 'Won') as deals_won,
  count(*) as deals_closed,
  count(*) filter (where deal_stage = 'Won') / count(*) as win_rate,
  sum(close_value) as bookings,
  avg(datediff('day', engaged, closed)) filter (where deal_stage = 'Won') as sales_cycle_days,
  avg(close_value) filter (where deal_stage = 'Won') as average_deal_size`;

testOnRealData(
  'All deals are there: 4,238 won, 2,473 lost, 1,589 engaged and 500 of which nobody says since when',
  async () => {
    const { query, rows } = await hardware();
    const counted = await query(
      'select outcome, created_on is not null as is_dated, count(*) as deals from opportunities group by all order by all',
    );
    expect(counted).toEqual([
      { outcome: 'lost', is_dated: true, deals: 2473 },
      { outcome: 'open', is_dated: false, deals: 500 },
      { outcome: 'open', is_dated: true, deals: 1589 },
      { outcome: 'won', is_dated: true, deals: 4238 },
    ]);
    const year = rows('deals', 'year').find(({ period }) => period === '2017-01-01');
    expect(year).toMatchObject({ deals_won: 4238, deals_lost: 2473, bookings: 10005534 });
    expect(rows('pipeline').at(-1)?.['open_deals']).toBe(1589);
  },
);

testOnRealData(
  'Each month and quarter has the deals, the win rate, the sizes and the cycles that the files have',
  async () => {
    const { rows } = await hardware();
    for (const grain of ['month', 'quarter'] as const) {
      const theirs = await independently(`
      select
        date_trunc('${grain}', month)::date as period,
        sum((select count(*) from raw where date_trunc('month', engaged) = month)) as deals_created
      from months
      group by period
    `);
      const created = rows('deals', grain).filter(({ period }) => String(period) >= '2017-01-01');
      expectSame(created, theirs, ['period']);
      const closed = await independently(`
      select
        date_trunc('${grain}', closed)::date as period,
        ${OUTCOMES},
        count(*) filter (where deal_stage = 'Lost') as deals_lost,
        median(close_value) filter (where deal_stage = 'Won') as median_deal_size,
        median(datediff('day', engaged, closed)) filter (where deal_stage = 'Won') as median_sales_cycle_days,
        sum(close_value) / (sum(close_value) + sum(list_price) filter (where deal_stage = 'Lost')) as win_rate_by_amount
      from raw
      where closed is not null
      group by period
    `);
      // Deals were opened and none was closed before March: their number is 0, and they have no size.
      const isNone = ({ deals_closed: count }: (typeof created)[number]): boolean => count === 0;
      const none = { deals_won: 0, deals_lost: 0, bookings: null, win_rate: null, average_deal_size: null };
      const before = created.filter(isNone);
      expect(before.map(({ period }) => period)).toEqual(grain === 'month' ? ['2017-01-01', '2017-02-01'] : []);
      for (const row of before) expect(row).toMatchObject(none);
      const ours = created.filter((row) => !isNone(row));
      expectSame(ours, closed, ['period']);
    }
  },
);

testOnRealData(
  'Representatives, managers, regions and products have their own deals, "GTXPro" among them',
  async () => {
    const { rows } = await hardware();
    const blocks = { reps: 'owner', managers: 'manager', regions: 'territory', products: 'product' } as const;
    for (const [block, column] of Object.entries(blocks)) {
      const theirs = await independently(
        `select ${column}, ${OUTCOMES} from raw where closed is not null group by ${column}`,
      );
      const year = rows(block, 'year').filter(({ period }) => period === '2017-01-01');
      const ours = year.filter(({ deals_closed }) => deals_closed !== 0);
      expectSame(ours, theirs, [column]);
    }
    expect(rows('reps')).toHaveLength(30);
    expect(rows('products').map(({ product }) => product)).toContain('GTX Pro');
    const quarters = await independently(`
    select date_trunc('quarter', closed)::date as period, territory, ${OUTCOMES}
    from raw where closed is not null group by all
  `);
    expectSame(rows('regions', 'quarter'), quarters, ['period', 'territory']);
  },
);

testOnRealData('The pipeline at the end of each month is what was engaged and not closed, at list prices', async () => {
  const { rows } = await hardware();
  const worth = "if(deal_stage = 'Won', close_value, list_price)";
  const theirs = await independently(`
    select
      month as period,
      count(*) as open_deals,
      sum(${worth}) as pipeline_amount,
      avg(datediff('day', engaged, last_day(month))) as pipeline_age_days,
      sum(if(datediff('day', engaged, last_day(month)) <= 30, ${worth}, null)) as pipeline_up_to_30_days,
      sum(if(datediff('day', engaged, last_day(month)) > 90, ${worth}, null)) as pipeline_over_90_days,
      coalesce(sum(if(datediff('day', engaged, last_day(month)) > 90, ${worth}, null)), 0) / sum(${worth}) as stale_share,
      null as closing_pipeline,
      null as slipped_deals
    from months
    join raw on engaged <= last_day(month) and (closed is null or closed > last_day(month))
    group by month
  `);
  expectSame(rows('pipeline'), theirs, ['period']);
  const split = await independently(`
    select
      date_trunc('quarter', month)::date as period,
      territory,
      product,
      count(*) as open_deals,
      sum(${worth}) as pipeline_amount
    from months
    join raw on engaged <= last_day(month) and (closed is null or closed > last_day(month))
    where month(month) % 3 = 0
    group by all
  `);
  const ours = rows('open').filter(({ open_deals }) => open_deals !== 0);
  expectSame(ours, split, ['period', 'territory', 'product']);
});

testOnRealData('What is counted to date, over thirteen weeks, and as a velocity agrees with the days', async () => {
  const { rows } = await hardware();
  const theirs = await independently(`
    select
      month as period,
      count(*) filter (where deal_stage = 'Won' and date_trunc('quarter', closed) = date_trunc('quarter', month)) as deals_won_qtd,
      sum(close_value) filter (where date_trunc('month', closed) = month) as bookings_mtd,
      count(*) filter (where deal_stage = 'Won' and closed > last_day(month) - 91)
        / nullif(count(*) filter (where closed > last_day(month) - 91), 0) as win_rate_13w,
      (select count(*) from raw as o where o.engaged <= last_day(month) and (o.closed is null or o.closed > last_day(month)))
        * (count(*) filter (where deal_stage = 'Won' and date_trunc('month', closed) = month)
          / nullif(count(*) filter (where date_trunc('month', closed) = month), 0))
        * avg(close_value) filter (where deal_stage = 'Won' and date_trunc('month', closed) = month)
        / avg(datediff('day', engaged, closed)) filter (where deal_stage = 'Won' and date_trunc('month', closed) = month)
        as sales_velocity
    from months
    left join raw on closed <= last_day(month)
    group by month
  `);
  const ours = rows('velocity').filter(({ period }) => String(period) >= '2017-03-01');
  expectSame(
    ours,
    theirs.filter(({ period }) => String(period) >= '2017-03-01'),
    ['period'],
  );
});
