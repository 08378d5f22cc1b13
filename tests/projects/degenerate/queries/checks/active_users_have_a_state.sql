-- The people active in a period are its new, retained and resurrected users together.
with activity as (
  select * from user_activity
),

periods as (
  select * from user_periods
),

grains as (
  select distinct grain from periods
),

counted as (
  select
    grains.grain,
    period_start(grains.grain, activity.active_on) as period,
    count(distinct activity.user_id) as active_users
  from activity
  cross join grains
  group by all
),

accounted as (
  select
    grain,
    period,
    count(*) filter (where state <> 'churned') as accounted_users
  from periods
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
