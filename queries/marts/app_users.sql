-- Everyone who has done something. Platform, channel and country are what the source says of the user, or else those of
-- their first event: they do not change afterwards, so that people split by them add up to the total in every period.
with events as (
  select *
  from stg_events
  where user_id is not null
    and occurred_at is not null
),

accounts as (
  select * from stg_users
),

first_events as (
  select *
  from events
  qualify row_number() over (
    partition by user_id
    order by occurred_at, platform, channel, country
  ) = 1
)

select
  user_id,
  first_events.occurred_at::date as joined_on,
  coalesce(accounts.platform, first_events.platform) as platform,
  coalesce(accounts.channel, first_events.channel) as channel,
  coalesce(accounts.country, first_events.country) as country
from first_events
left join accounts using (user_id)
