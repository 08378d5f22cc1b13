/**
 * A SaaS company of 500 accounts with overlapping subscriptions, tickets and feature usage. It has no published answers: each
 * number is computed a second time here, in plain SQL over the files, day by day rather than by changes.
 */
import { expect } from 'vitest';
import { expectSame } from '../support/expectSame.ts';
import { realData, testOnRealData } from '../support/realData.ts';
import { type RealProject, realProject } from '../support/realProject.ts';
import { type SecondRow, secondComputation } from '../support/secondComputation.ts';

const MONEY = [
  ...['mrr', 'new_mrr', 'expansion_mrr', 'contraction_mrr', 'churned_mrr', 'reactivation_mrr', 'paying_customers'],
  ...['churned_customers', 'logo_churn_rate', 'revenue_churn_rate', 'net_revenue_retention', 'gross_revenue_retention'],
  ...['arpa', 'seats', 'trials', 'top_ten_mrr'],
];
const SUPPORT = [
  ...['tickets_opened', 'first_response_minutes', 'mean_first_response_minutes', 'answered_in_time_rate'],
  ...['resolution_hours', 'satisfaction_score', 'csat', 'escalation_rate', 'open_tickets'],
];

let built: Promise<RealProject> | undefined;

function ravenstack(): Promise<RealProject> {
  built ??= realProject({
    set: 'ravenstack-saas',
    now: '2025-01-02T12:00:00Z',
    data: {
      money: { metrics: MONEY, grain: ['month', 'quarter'], last: 24 },
      plans: { metrics: ['mrr', 'seats'], grain: 'month', by: 'plan', last: 12 },
      support: { metrics: SUPPORT, grain: ['month', 'quarter'], last: 24 },
      use: {
        metrics: [
          'active_companies',
          'feature_uses',
          'hours_in_product',
          'product_errors',
          'error_rate',
          'feature_company_adoption',
        ],
        grain: ['month', 'quarter'],
        last: 24,
      },
      areas: {
        metrics: ['hours_in_product', 'error_rate', 'uses_per_feature_user'],
        grain: 'quarter',
        by: 'feature_name',
        last: 4,
      },
      features: { metrics: ['feature_company_adoption', 'feature_uses'], grain: 'month', by: 'feature_name', last: 3 },
    },
  });
  return built;
}

function independently(sql: string): Promise<readonly SecondRow[]> {
  return secondComputation(realData('data', 'ravenstack-saas'), sql);
}

/** What each account pays on the last day of each month, by going through every day that it lasts. */
const ACCOUNT_MONTHS = `
  with months as (
    select unnest(range(date '2022-12-01', date '2025-01-01', interval 1 month))::date as month
  ),
  subs as (select * from read_csv('$folder/ravenstack_subscriptions.csv')),
  accounts as (select account_id from read_csv('$folder/ravenstack_accounts.csv')),
  amounts as (
    select
      months.month,
      accounts.account_id,
      coalesce((
        select sum(subs.mrr_amount)
        from subs
        where subs.account_id = accounts.account_id
          and list_contains(
            range(subs.start_date::date, coalesce(subs.end_date::date, date '2025-06-01'), interval 1 day)::date[],
            last_day(months.month)
          )
      ), 0) as amount
    from months, accounts
  ),
  pairs as (
    select
      now.month,
      now.account_id,
      now.amount,
      before.amount as before,
      exists (
        select 1 from amounts as old
        where old.account_id = now.account_id and old.month < now.month and old.amount > 0
      ) as had_paid
    from amounts as now
    join amounts as before
      on before.account_id = now.account_id and before.month = now.month - interval 1 month
  )`;

testOnRealData('Each month has the MRR, the movements and the churn that every account’s last days make', async () => {
  const { rows } = await ravenstack();
  const theirs = await independently(`${ACCOUNT_MONTHS}
    select
      month as period,
      sum(amount) as mrr,
      sum(if(before = 0 and not had_paid, amount, 0)) as new_mrr,
      sum(if(before > 0 and amount > before, amount - before, 0)) as expansion_mrr,
      sum(if(amount > 0 and amount < before, before - amount, 0)) as contraction_mrr,
      sum(if(amount = 0, before, 0)) as churned_mrr,
      sum(if(before = 0 and had_paid, amount, 0)) as reactivation_mrr,
      count(*) filter (where amount > 0) as paying_customers,
      count(*) filter (where amount = 0 and before > 0) as churned_customers,
      count(*) filter (where amount = 0 and before > 0) / nullif(count(*) filter (where before > 0), 0) as logo_churn_rate,
      sum(if(amount = 0, before, 0)) / nullif(sum(before), 0) as revenue_churn_rate,
      sum(amount) filter (where before > 0) / nullif(sum(before), 0) as net_revenue_retention,
      sum(least(amount, before)) / nullif(sum(before), 0) as gross_revenue_retention,
      sum(amount) / nullif(count(*) filter (where amount > 0), 0) as arpa
    from pairs
    group by month
  `);
  expectSame(rows('money', 'month'), theirs, ['period']);
});

testOnRealData('Seats, trials and the ten largest stand as the subscriptions of the last day say', async () => {
  const { rows } = await ravenstack();
  const theirs = await independently(`
    with months as (
      select unnest(range(date '2023-01-01', date '2025-01-01', interval 1 month))::date as month
    ),
    standing as (
      select months.month, subs.*
      from months, read_csv('$folder/ravenstack_subscriptions.csv') as subs
      where subs.start_date <= last_day(months.month)
        and coalesce(subs.end_date, date '2999-01-01') > last_day(months.month)
    ),
    ranks as (
      select month, sum(mrr_amount) as amount, row_number() over (partition by month order by sum(mrr_amount) desc) as place
      from standing
      group by month, account_id
    )
    select
      month as period,
      sum(seats) filter (where mrr_amount > 0) as seats,
      count(*) filter (where is_trial) as trials,
      (select sum(amount) from ranks where ranks.month = standing.month and place <= 10) as top_ten_mrr
    from standing
    group by month
  `);
  expectSame(rows('money', 'month'), theirs, ['period']);
});

testOnRealData('The plans have the MRR and the seats of their subscriptions', async () => {
  const { rows } = await ravenstack();
  const theirs = await independently(`
    select month as period, plan_tier as plan, sum(mrr_amount) as mrr, sum(seats) filter (where mrr_amount > 0) as seats
    from (select unnest(range(date '2024-01-01', date '2025-01-01', interval 1 month))::date as month)
    join read_csv('$folder/ravenstack_subscriptions.csv')
      on start_date <= last_day(month) and (end_date is null or end_date > last_day(month))
    group by all
  `);
  expectSame(rows('plans'), theirs, ['period', 'plan']);
});

const SUPPORT_SQL = (grain: string): string => `
  with tickets as (
    select *, submitted_at::date as opened, closed_at::date as closed
    from read_csv('$folder/ravenstack_support_tickets.csv')
  ),
  opened as (
    select
      date_trunc('${grain}', opened)::date as period,
      count(*) as tickets_opened,
      quantile_cont(first_response_time_minutes, 0.5) as first_response_minutes,
      sum(first_response_time_minutes) / count(*) as mean_first_response_minutes,
      count(*) filter (
        where first_response_time_minutes <= map {'urgent': 60, 'high': 240, 'medium': 480, 'low': 1440}[priority]
      ) / count(*) as answered_in_time_rate,
      sum(satisfaction_score) / count(satisfaction_score) as satisfaction_score,
      count(*) filter (where satisfaction_score in (4, 5)) / count(satisfaction_score) as csat,
      count(*) filter (where escalation_flag) / count(*) as escalation_rate
    from tickets
    group by all
  ),
  solved as (
    select date_trunc('${grain}', closed)::date as period, quantile_cont(resolution_time_hours, 0.5) as resolution_hours
    from tickets
    group by all
  )
  select
    opened.*,
    solved.resolution_hours,
    (
      select count(*) from tickets
      where tickets.opened < opened.period + interval 1 ${grain} and tickets.closed >= opened.period + interval 1 ${grain}
    ) as open_tickets
  from opened
  join solved using (period)
`;

testOnRealData('Months and quarters have the tickets, answers, solutions and scores of the desk', async () => {
  const { rows } = await ravenstack();
  for (const grain of ['month', 'quarter'] as const) {
    const since2023 = rows('support', grain).filter(({ period }) => String(period) >= '2023');
    expectSame(since2023, await independently(SUPPORT_SQL(grain)), ['period']);
  }
});

testOnRealData('Each feature is used by the share of the month’s active accounts that the usage says', async () => {
  const { rows } = await ravenstack();
  const theirs = await independently(`
    with usage as (
      select date_trunc('month', u.usage_date)::date as period, s.account_id, u.feature_name, u.usage_count
      from read_csv('$folder/ravenstack_feature_usage.csv') as u
      join read_csv('$folder/ravenstack_subscriptions.csv') as s using (subscription_id)
      where u.usage_date >= date '2024-10-01'
    )
    select
      period,
      feature_name,
      count(distinct account_id) / any_value(active) as feature_company_adoption,
      sum(usage_count) as feature_uses
    from usage
    join (select period, count(distinct account_id) as active from usage group by period) using (period)
    group by all
  `);
  expectSame(rows('features'), theirs, ['period', 'feature_name']);
});

/** All 25,000 rows, also those whose ids are there twice: they tell of different usage. */
const USAGE = `
  with usage as (
    select u.*, s.account_id
    from read_csv('$folder/ravenstack_feature_usage.csv') as u
    join read_csv('$folder/ravenstack_subscriptions.csv') as s on s.subscription_id = u.subscription_id
  )`;

testOnRealData(
  'Each month and quarter has the companies, the uses, the hours and the errors of its usage',
  async () => {
    const { rows, query } = await ravenstack();
    for (const grain of ['month', 'quarter'] as const) {
      const theirs = await independently(`${USAGE},
      features as (select feature_name, min(usage_date) as since from usage group by feature_name),
      companies as (
        select date_trunc('${grain}', usage_date)::date as period, feature_name, count(distinct account_id) as used_by
        from usage
        group by all
      ),
      totals as (
        select
          date_trunc('${grain}', usage_date)::date as period,
          count(distinct account_id) as active_companies,
          sum(usage_count) as feature_uses,
          sum(usage_duration_secs) / 3600 as hours_in_product,
          sum(error_count) as product_errors,
          sum(error_count) / sum(usage_count) as error_rate
        from usage
        group by period
      )
      select
        totals.*,
        (select sum(used_by) from companies where companies.period = totals.period)
        / (select count(*) from features where since < totals.period + interval 1 ${grain}) / active_companies as feature_company_adoption
      from totals
    `);
      const since2023 = rows('use', grain).filter(({ period }) => String(period) >= '2023');
      expectSame(since2023, theirs, ['period']);
    }
    const features = await independently(`${USAGE}
    select
      date_trunc('quarter', usage_date)::date as period,
      feature_name,
      sum(usage_duration_secs) / 3600 as hours_in_product,
      sum(error_count) / sum(usage_count) as error_rate,
      null as uses_per_feature_user
    from usage
    where usage_date >= date '2024-01-01'
    group by all
  `);
    expectSame(rows('areas'), features, ['period', 'feature_name']);
    expect(await query('select count(*) as events, count(distinct event_id) as ids from events')).toEqual([
      { events: 25000, ids: 25000 },
    ]);
  },
);
