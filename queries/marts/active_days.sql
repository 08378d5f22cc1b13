-- One row per day, from the first event to 27 days after the last: who was active on it, and who in the 28 days that end
-- with it. Each day of activity holds a person for 28 days; where these overlap they are one stretch, so that a person is
-- counted once by adding those who come and taking those who go.
with happened as (
  select distinct
    user_id,
    occurred_on
  from events
  where user_id is not null
),

gaps as (
  select
    *,
    lag(occurred_on) over (partition by user_id order by occurred_on) as before_on,
    lead(occurred_on) over (partition by user_id order by occurred_on) as next_on
  from happened
),

turns as (
  select occurred_on as day, 1 as change
  from gaps
  where before_on is null or occurred_on - before_on > 28
  union all
  select occurred_on + 28 as day, -1 as change
  from gaps
  where next_on is null or next_on - occurred_on > 28
),

changes as (
  select day, sum(change) as change
  from turns
  group by day
),

daily as (
  select occurred_on as day, count(*) as active_users
  from happened
  group by occurred_on
),

days as (
  select unnest(generate_series(min(occurred_on), max(occurred_on) + 27, interval 1 day))::date as day
  from happened
)

select
  days.day,
  coalesce(daily.active_users, 0) as active_users,
  sum(coalesce(changes.change, 0)) over (order by days.day)::bigint as active_users_28d
from days
left join daily using (day)
left join changes using (day)
