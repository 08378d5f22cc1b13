-- Everyone who has done something. Platform, channel and country are what the source says of the user, or else those of
-- their first event: they do not change afterwards, so that people split by them add up to the total in every period.
with events as (
  select *
  from stg_events
  where user_id is not null
    and occurred_at is not null
),

users as (
  select * from stg_users
),

days as (
  select distinct
    user_id,
    occurred_at::date as active_on
  from events
),

first_events as (
  select *
  from events
  qualify row_number() over (
    partition by user_id
    order by occurred_at, platform, channel, country
  ) = 1
),

returns as (
  select
    joined.user_id,
    bool_or(days.active_on = joined.occurred_at::date + 1) as is_back_on_day_1,
    bool_or(days.active_on = joined.occurred_at::date + 7) as is_back_on_day_7,
    bool_or(days.active_on = joined.occurred_at::date + 30) as is_back_on_day_30
  from first_events as joined
  join days using (user_id)
  group by joined.user_id
)

select
  user_id,
  first_events.occurred_at::date as joined_on,
  first_events.occurred_at::date + 1 as day_1_on,
  first_events.occurred_at::date + 7 as day_7_on,
  first_events.occurred_at::date + 30 as day_30_on,
  returns.is_back_on_day_1,
  returns.is_back_on_day_7,
  returns.is_back_on_day_30,
  coalesce(users.platform, first_events.platform) as platform,
  coalesce(users.channel, first_events.channel) as channel,
  coalesce(users.country, first_events.country) as country
from first_events
join returns using (user_id)
left join users using (user_id)
