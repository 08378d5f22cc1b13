import { expect, test } from 'vitest';
import type { MetricQuery } from '../../../src/metrics/metricQuery.ts';
import type { Metric } from '../../../src/types.ts';
import { mart, metric, openBrand, periods, plan, rowsOf } from './measuring.ts';

const actives = metric('actives', {
  kind: 'aggregate',
  mart: 'activity',
  time: 'active_on',
  sql: 'count(distinct user_id)',
});
const visits = metric('visits', { kind: 'aggregate', mart: 'activity', time: 'active_on', sql: 'count(*)' });
const phoneVisits = metric('phone_visits', {
  kind: 'aggregate',
  mart: 'activity',
  time: 'active_on',
  sql: 'count(*)',
  where: "platform in ('iOS', 'Android')",
});
const members = metric('members', {
  kind: 'level',
  mart: 'members',
  from: 'joined_on',
  until: 'left_on',
  sql: 'count(*)',
});
const phoneShare = metric('phone_share', { kind: 'ratio', of: 'phone_visits', to: 'visits' }, { format: 'percent' });
const all = [actives, visits, phoneVisits, members, phoneShare];

function query(id: string, metrics: readonly Metric[], more: Partial<MetricQuery> = {}): MetricQuery {
  const names = metrics.map(({ name }) => name);
  return { id, grain: 'week', by: [], metrics: names, periods: periods('week', '2026-11-23', 2), ...more };
}

test('An aggregate is grouped by its period, laid beside all periods, and filled with what it is over no rows', () => {
  const [statement] = plan([query('a', [visits])], { metrics: all });
  expect(statement?.sql).toBe(`with
periods(period_start, period_end) as (
  values
    (date '2026-11-09', date '2026-11-16'),
    (date '2026-11-16', date '2026-11-23')
),
activity_in_week as (
  select
    period_start('week', active_on) as period_start,
    count(*) as visits
  from activity
  where active_on >= date '2026-11-09' and active_on < date '2026-11-23'
  group by 1
),
activity_in_week_without_rows as (
  select
    (select min(active_on) from activity) as first_row_on,
    count(*) as visits
  from activity
  where false
),
measured as (
  select
    periods.period_start,
    coalesce(activity_in_week.visits, activity_in_week_without_rows.visits) as visits
  from periods
  left join activity_in_week
    on activity_in_week.period_start = periods.period_start
  left join activity_in_week_without_rows
    on activity_in_week.period_start is null
    and activity_in_week_without_rows.first_row_on < periods.period_end
)
select
  period_start as period,
  visits
from measured
order by period
`);
});

test('Metrics of one mart and time share a scan, also where their conditions differ', () => {
  const [statement] = plan([query('a', [phoneShare, actives])], { metrics: all });
  expect(statement?.sql).toContain(`activity_in_week as (
  select
    period_start('week', active_on) as period_start,
    count(distinct user_id) as actives,
    count(*) filter (where platform in ('iOS', 'Android')) as phone_visits,
    count(*) as visits
  from activity
  where active_on >= date '2026-11-09' and active_on < date '2026-11-23'
  group by 1
)`);
  expect(statement?.sql).toContain(`computed_1 as (
  select
    *,
    phone_visits / visits as phone_share
  from measured
)
select
  period_start as period,
  actives,
  case when isfinite(phone_share) then phone_share end as phone_share
from computed_1`);
});

test('A condition that all metrics of a scan share is the scan’s own', () => {
  const [statement] = plan([query('a', [phoneVisits])], { metrics: all });
  expect(statement?.sql).toContain(`
    count(*) as phone_visits
  from activity
  where active_on >= date '2026-11-09' and active_on < date '2026-11-23'
    and (platform in ('iOS', 'Android'))
  group by 1`);
});

test('A conditional expression that is not one aggregate has a scan of its own', () => {
  const perUser = metric('per_user', {
    ...{ kind: 'aggregate', mart: 'activity', time: 'active_on' },
    ...{ sql: 'count(*) / count(distinct user_id)', where: "platform = 'iOS'" },
  });
  const [statement] = plan([query('a', [perUser, visits])], { metrics: [...all, perUser] });
  expect(statement?.sql.match(/^ {2}from activity$/gm)).toHaveLength(4);
  expect(statement?.sql).toContain('count(*) / count(distinct user_id) as per_user');
  expect(statement?.sql).toContain('activity_in_week_2 as (');
});

test('A stock is counted at each period’s end', () => {
  const [statement] = plan([query('a', [members], { grain: 'month', periods: periods('month', '2026-11-23', 1) })], {
    metrics: all,
  });
  expect(statement?.sql).toContain(`ends as (
  select period_start as _period, period_end as _end from periods
),
members_at_end as (
  select
    _period as period_start,
    count(*) as members
  from members
  join ends on joined_on < _end and (left_on is null or left_on >= _end)
  group by 1
)`);
});

test('Rolling and to-date metrics join the days that count for each period', () => {
  const rolling = metric('visits_28d', { kind: 'rolling', of: 'visits', days: 28 });
  const toDate = metric('visits_mtd', { kind: 'to_date', of: 'visits', since: 'month' });
  const [statement] = plan([query('a', [rolling, toDate])], { metrics: [...all, rolling, toDate] });
  expect(statement?.sql).toContain(`days_in_last_28_days as (
  select period_start as _period, unnest(range(period_end - 28, period_end, interval 1 day))::date as _day
  from periods
)`);
  expect(statement?.sql).toContain(`unnest(range(period_start('month', period_end - 1), period_end, interval 1 day))`);
  expect(statement?.sql).toContain(`join days_in_last_28_days on _day = active_on::date
  where active_on >= date '2026-10-19' and active_on < date '2026-11-23'`);
  expect(statement?.sql).toContain(`join days_since_month on _day = active_on::date
  where active_on >= date '2026-11-01' and active_on < date '2026-11-23'`);
});

test('A split is laid beside every group that was found', () => {
  const [statement] = plan([query('a', [visits], { by: ['platform', 'order'] })], { metrics: all });
  expect(statement?.by).toEqual(['order', 'platform']);
  expect(statement?.sql).toContain('select distinct "order", platform from activity_in_week\n');
  expect(statement?.sql).toContain(`    and activity_in_week."order" is not distinct from wanted_groups."order"
    and activity_in_week.platform is not distinct from wanted_groups.platform`);
  expect(statement?.sql).toContain('order by period, "order" nulls last, platform nulls last');
  expect(statement?.flags).toEqual({ visits: ['has_rows_1'] });
});

test('Of a mart that holds several grains, only the rows of the asked one count', () => {
  const [statement] = plan([query('a', [visits])], { metrics: all, models: [mart('activity', 'Grain')] });
  expect(statement?.sql).toContain(`where "Grain" = 'week'
    and active_on >=`);
  expect(statement?.sql).toContain(`(select min(active_on) from activity where "Grain" = 'week') as first_row_on`);
});

test('Wants of one grain and split become one statement over all their periods', () => {
  const queries = [
    query('b', [visits], { periods: periods('week', '2026-11-23', 3) }),
    query('a', [actives], { periods: periods('week', '2025-11-24', 2) }),
    query('c', [visits], { by: ['platform'] }),
    query('d', [visits], { grain: 'day', periods: periods('day', '2026-11-23', 1) }),
    query('e', [visits], { by: ['platform', 'country'] }),
    query('f', [actives], { by: ['country', 'platform'] }),
  ];
  const statements = plan(queries, { metrics: all });
  expect(statements.map(({ grain, by, queryIds, metrics }) => ({ grain, by, queryIds, metrics }))).toEqual([
    { grain: 'day', by: [], queryIds: ['d'], metrics: ['visits'] },
    { grain: 'week', by: [], queryIds: ['a', 'b'], metrics: ['actives', 'visits'] },
    { grain: 'week', by: ['country', 'platform'], queryIds: ['e', 'f'], metrics: ['actives', 'visits'] },
    { grain: 'week', by: ['platform'], queryIds: ['c'], metrics: ['visits'] },
  ]);
  expect(statements[1]?.sql).toContain(
    "where (active_on >= date '2025-11-10' and active_on < date '2025-11-24' or active_on >= date '2026-11-02' and active_on < date '2026-11-23')",
  );
  expect(plan([...queries].reverse(), { metrics: [...all].reverse() })).toEqual(statements);
});

test('Nothing is asked of the engine where nothing is wanted', () => {
  expect(plan([], { metrics: all })).toEqual([]);
  expect(plan([query('a', [visits], { periods: [] }), query('b', [])], { metrics: all })).toEqual([]);
});

test('The engine reads a mart once for its values and once for its first day, however many metrics there are', async () => {
  const connection = await openBrand();
  await connection.run(
    "create table activity as select date '2026-11-16' + (range % 7)::int as active_on, range as user_id, 'iOS' as platform from range(100)",
  );
  const [statement] = plan([query('a', [phoneShare, actives, visits], { by: ['platform'] })], { metrics: all });
  const { rows } = await rowsOf(connection, `explain ${statement?.sql}`);
  const scans = String(rows[0]?.[1]).match(/memory\.main\.activity/g);
  expect(scans).toHaveLength(2);
});

test('A metric computed from itself, or from none, is a mistake of the engine', () => {
  const loop = metric('loop', { kind: 'derived', expression: 'loop + 1', inputs: ['loop'] });
  expect(() => plan([query('a', [loop])], { metrics: [loop] })).toThrow('The metric "loop" is computed from itself.');
  expect(() => plan([query('a', [phoneShare])], { metrics: [phoneShare] })).toThrow(
    'There is no metric named "phone_visits".',
  );
});
