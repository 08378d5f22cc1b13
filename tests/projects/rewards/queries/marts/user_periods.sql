-- Growth accounting. A person is active in a period with at least one event; "before" is the calendar's previous
-- period. Someone who stops is churned once, in the first period without them.
with activity as (
  select * from user_activity
),

users as (
  select * from app_users
),

grains as (
  select unnest(['day', 'week', 'month', 'quarter', 'year']) as grain
),

active_periods as (
  select distinct
    activity.user_id,
    grains.grain,
    period_start(grains.grain, activity.active_on) as period
  from activity
  cross join grains
),

neighbours as (
  select
    *,
    lag(period) over each_user as last_active_period,
    lead(period) over each_user as next_active_period
  from active_periods
  window each_user as (partition by user_id, grain order by period)
),

present as (
  select
    user_id,
    grain,
    period,
    case
      when last_active_period is null then 'new'
      when last_active_period = previous_period(grain, period) then 'retained'
      else 'resurrected'
    end as state
  from neighbours
),

gone as (
  select
    user_id,
    grain,
    next_period(grain, period) as period,
    'churned' as state
  from neighbours
  where next_active_period is distinct from next_period(grain, period)
),

states as (
  select * from present
  union all
  select * from gone
)

select
  states.*,
  users.platform,
  users.channel,
  users.country
from states
join users using (user_id)
