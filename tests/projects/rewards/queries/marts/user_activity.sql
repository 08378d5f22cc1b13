with events as (
  select * from stg_app_event
),

users as (
  select * from app_users
),

days as (
  select
    user_id,
    happened_at::date as active_on,
    count(*) as event_count,
    count(*) filter (where event_type = 'miles_redeemed') as redemption_count,
    coalesce(sum(miles_amount) filter (where event_type = 'miles_earned'), 0) as miles_earned,
    coalesce(sum(miles_amount) filter (where event_type = 'miles_redeemed'), 0) as miles_redeemed
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
