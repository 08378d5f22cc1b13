-- Growth accounting, once for all kinds of activity: users who did something, buyers who bought something. Somebody is
-- active in a period with at least one such day; "before" is the calendar's previous period, whether or not anybody
-- was active in it. Someone who stops is churned once, in the first period without them.
with days as (
  select
    'user' as kind,
    user_id as person_id,
    active_on
  from user_activity
  union all
  select
    'buyer',
    customer_id,
    ordered_on
  from customer_days
),

grains as (
  select unnest(['day', 'week', 'month', 'quarter', 'year']) as grain
),

active_periods as (
  select distinct
    days.kind,
    days.person_id,
    grains.grain,
    period_start(grains.grain, days.active_on) as period
  from days
  cross join grains
),

neighbours as (
  select
    *,
    lag(period) over each_person as last_active_period,
    lead(period) over each_person as next_active_period
  from active_periods
  window each_person as (partition by kind, person_id, grain order by period)
),

present as (
  select
    kind,
    person_id,
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
    kind,
    person_id,
    grain,
    next_period(grain, period) as period,
    'churned' as state
  from neighbours
  where next_active_period is distinct from next_period(grain, period)
)

select * from present
union all
select * from gone
