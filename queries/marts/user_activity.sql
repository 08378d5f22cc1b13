-- What people did, day by day. A row of events that stands for several uses counts as so many. A brand that never gave
-- anybody points has none to count, which is not 0 of them.
with events as (
  select *
  from stg_events
  where user_id is not null
    and occurred_at is not null
),

told as (
  select
    bool_or(true) as tells_points,
    bool_or(amount is not null) as tells_amounts
  from events
  where event_type in ('points_earned', 'points_redeemed')
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
  days.user_id,
  days.active_on,
  days.event_count,
  case when told.tells_points then days.redemption_count end as redemption_count,
  case when told.tells_amounts then days.points_earned end as points_earned,
  case when told.tells_amounts then days.points_redeemed end as points_redeemed,
  app_users.platform,
  app_users.channel,
  app_users.country
from days
cross join told
join app_users using (user_id)
