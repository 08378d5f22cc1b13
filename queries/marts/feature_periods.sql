-- Adoption. One row per feature and period of every grain in which anyone used the product: how many of the period's
-- active users and companies used the feature. A feature has a row from the period of its release on, used or not; none
-- has one where no event names a feature.
with days as (
  select distinct
    user_id,
    customer_id,
    feature_id,
    occurred_on
  from events
),

grains as (
  select unnest(['day', 'week', 'month', 'quarter', 'year']) as grain
),

uses as (
  select
    grains.grain,
    period_start(grains.grain, days.occurred_on) as period,
    days.user_id,
    days.customer_id,
    days.feature_id
  from days
  cross join grains
),

totals as (
  select
    grain,
    period,
    count(distinct user_id) as active_users,
    count(distinct customer_id) as active_companies
  from uses
  group by grain, period
),

used as (
  select
    grain,
    period,
    feature_id,
    count(distinct user_id) as feature_users,
    count(distinct customer_id) as feature_companies
  from uses
  where feature_id is not null
  group by grain, period, feature_id
)

select
  totals.grain,
  totals.period,
  features.feature_id,
  features.feature_name,
  features.area,
  features.is_beta,
  coalesce(used.feature_users, 0) as feature_users,
  totals.active_users,
  coalesce(used.feature_companies, 0) as feature_companies,
  totals.active_companies
from totals
join features
  on features.there_since < next_period(totals.grain, totals.period)
left join used
  on used.grain = totals.grain
  and used.period = totals.period
  and used.feature_id = features.feature_id
where exists (from used)
