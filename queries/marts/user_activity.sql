-- What people did, day by day. A row of events that stands for several uses counts as so many.
with events as (
  select *
  from stg_events
  where user_id is not null
    and occurred_at is not null
),

users as (
  select * from app_users
),

days as (
  select
    user_id,
    occurred_at::date as active_on,
    sum(coalesce(uses, 1))::bigint as event_count,
    coalesce(sum(coalesce(uses, 1)) filter (where event_type = 'points_redeemed'), 0)::bigint as redemption_count,
    coalesce(sum(amount) filter (where event_type = 'points_earned'), 0) as points_earned,
    coalesce(sum(amount) filter (where event_type = 'points_redeemed'), 0) as points_redeemed
  from events
  group by user_id, active_on
)

select
  days.*,
  users.platform,
  users.channel,
  users.country
from days
join users using (user_id)
