/**
 * The shapes in which Fivetran brings deals from Salesforce and from HubSpot, through the sample's own definitions. Some
 * dozens of rows, most of them without an amount: each number is computed a second time here, in plain SQL over the files.
 */
import { expect } from 'vitest';
import { expectSame } from '../support/expectSame.ts';
import { realData, testOnRealData } from '../support/realData.ts';
import { type RealProject, realProject } from '../support/realProject.ts';
import { secondComputation } from '../support/secondComputation.ts';

let org: Promise<RealProject> | undefined;
let portal: Promise<RealProject> | undefined;

function salesforce(): Promise<RealProject> {
  org ??= realProject({
    set: 'fivetran-salesforce',
    now: '2020-01-02T12:00:00Z',
    data: {
      deals: {
        metrics: [
          'deals_created',
          'deals_won',
          'deals_lost',
          'bookings',
          'lost_amount',
          'win_rate',
          'sales_cycle_days',
        ],
        grain: 'month',
        last: 15,
      },
      open: {
        metrics: ['open_deals', 'pipeline_amount', 'weighted_pipeline', 'slipped_deals'],
        grain: 'month',
        last: 15,
      },
      owners: { metrics: ['deals_won', 'deals_closed'], grain: 'year', by: 'owner', last: 2 },
      work: { metrics: ['calls_made', 'meetings_held', 'emails_sent', 'sales_activities'], grain: 'month', last: 3 },
      leads: { metrics: ['leads', 'leads_with_deal', 'lead_to_opportunity_rate'], grain: 'month', last: 3 },
    },
  });
  return org;
}

function hubspot(): Promise<RealProject> {
  portal ??= realProject({
    set: 'fivetran-hubspot-deals',
    dataFolder: 'data/fivetran-hubspot',
    now: '2021-02-02T12:00:00Z',
    data: {
      deals: { metrics: ['deals_created', 'deals_closed', 'pipeline_created'], grain: 'month', last: 24 },
      open: { metrics: ['open_deals', 'pipeline_amount', 'pipeline_age_days', 'win_rate'], grain: 'month', last: 20 },
      owners: { metrics: ['deals_created'], grain: 'year', by: 'owner', last: 3 },
    },
  });
  return portal;
}

testOnRealData('Salesforce: deals are closed on their close date only if they are closed', async () => {
  const { rows } = await salesforce();
  const theirs = await secondComputation(
    realData('data', 'fivetran-salesforce'),
    `
    with deals as (select * from read_csv('$folder/sf_opportunity_data.csv')),
    months as (select unnest(range(date '2018-10-01', date '2020-01-01', interval 1 month))::date as month)
    select
      month as period,
      (select count(*) from deals where date_trunc('month', created_date) = month) as deals_created,
      (select count(*) from deals where is_closed and is_won and date_trunc('month', close_date) = month) as deals_won,
      (select count(*) from deals where is_closed and not is_won and date_trunc('month', close_date) = month) as deals_lost,
      (select sum(amount) from deals where is_closed and is_won and date_trunc('month', close_date) = month) as bookings,
      (select sum(amount) from deals where is_closed and not is_won and date_trunc('month', close_date) = month) as lost_amount,
      (select avg(if(is_won, 1, 0)) from deals where is_closed and date_trunc('month', close_date) = month) as win_rate,
      (
        select avg(datediff('day', created_date::date, close_date::date))
        from deals
        where is_closed and is_won and close_date::date >= created_date::date and date_trunc('month', close_date) = month
      ) as sales_cycle_days
    from months
  `,
  );
  expectSame(rows('deals'), theirs, ['period']);
  expect(theirs.filter(({ deals_won }) => deals_won === 5)).toHaveLength(1);
});

testOnRealData(
  'Salesforce: the one open deal is in the pipeline at 65 % of its worth, and overdue from the next day on',
  async () => {
    const { rows } = await salesforce();
    const open = rows('open').filter(({ period }) => String(period) >= '2018-12-01');
    expect(open).toHaveLength(13);
    for (const month of open) {
      expect(month).toMatchObject({
        open_deals: 1,
        pipeline_amount: 210000,
        weighted_pipeline: 136500,
        slipped_deals: 1,
      });
    }
  },
);

testOnRealData('Salesforce: owners, calls, meetings and tasks are those of the files', async () => {
  const { rows } = await salesforce();
  const folder = realData('data', 'fivetran-salesforce');
  const owners = await secondComputation(
    folder,
    `select date_trunc('year', close_date)::date as period, owner_id as owner,
       count(*) filter (where is_won) as deals_won, count(*) as deals_closed
     from read_csv('$folder/sf_opportunity_data.csv') where is_closed group by all`,
  );
  expectSame(
    rows('owners').filter(({ deals_closed }) => deals_closed !== 0 && deals_closed !== null),
    owners,
    ['owner'],
  );
  const work = rows('work').find(({ period }) => period === '2019-11-01');
  expect(work).toMatchObject({ calls_made: 6, meetings_held: 4, emails_sent: 0, sales_activities: 20 });
  expect(rows('leads').find(({ period }) => period === '2019-11-01')).toMatchObject({
    leads: 1,
    // No deal names its lead.
    leads_with_deal: null,
  });
});

testOnRealData(
  'HubSpot: deals without stage, amount and close date are open, of unknown worth, and counted',
  async () => {
    const { rows } = await hubspot();
    const theirs = await secondComputation(
      realData('data', 'fivetran-hubspot'),
      `
    with deals as (
      select timezone('America/New_York', timezone('UTC', property_createdate))::date as day
      from read_csv('$folder/deal_data.csv', types = {'property_createdate': 'timestamp'})
    ),
    months as (select unnest(range(date '2019-06-01', date '2021-02-01', interval 1 month))::date as month)
    select
      month as period,
      (select count(*) from deals where date_trunc('month', day) = month) as deals_created,
      (select count(*) from deals where day <= last_day(month)) as open_deals,
      (select avg(datediff('day', day, last_day(month))) from deals where day <= last_day(month)) as pipeline_age_days
    from months
    where month >= (select date_trunc('month', min(day)) from deals)
  `,
    );
    const open = new Map(rows('open').map((row) => [row['period'], row]));
    const ours = rows('deals').map((row) => ({ ...open.get(row['period']), ...row }));
    const since = String(theirs.map(({ period }) => period).sort()[0]);
    const shown = ours.filter(({ period }) => String(period) >= since);
    expectSame(shown, theirs, ['period']);
    for (const row of shown)
      expect(row).toMatchObject({ pipeline_amount: null, pipeline_created: null, win_rate: null });
    expect(shown.at(-1)).toMatchObject({ open_deals: 44 });
  },
);
