-- The people active in a period are its new, retained and resurrected users together.
with grains as (
  select distinct grain from user_periods
),

counted as (
  select
    grains.grain,
    period_start(grains.grain, user_activity.active_on) as period,
    count(distinct user_activity.user_id) as active_users
  from user_activity
  cross join grains
  group by all
),

accounted as (
  select
    grain,
    period,
    count(*) filter (where state <> 'churned') as accounted_users
  from user_periods
  group by grain, period
)

select
  grain,
  period,
  coalesce(counted.active_users, 0) as active_users,
  coalesce(accounted.accounted_users, 0) as accounted_users
from counted
full join accounted using (grain, period)
where coalesce(counted.active_users, 0) <> coalesce(accounted.accounted_users, 0)
order by grain, period
