-- Everyone who has used the app, with the platform, channel and country of their first event. These do not change
-- afterwards, so that people split by them add up to the total in every period.
with events as (
  select * from stg_app_event
),

first_events as (
  select *
  from events
  qualify row_number() over (
    partition by user_id
    order by happened_at, platform, channel, country
  ) = 1
)

select
  user_id,
  happened_at::date as joined_on,
  platform,
  channel,
  country
from first_events
