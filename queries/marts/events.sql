-- One row per thing that a user did. Who belongs to which company, and in which role, is the user's to say where the
-- event does not.
with happened as (
  select * from stg_events
),

people as (
  select * from stg_users
),

parts as (
  select * from stg_features
),

told as (
  select bool_or(feature_id is not null) as tells_features
  from happened
)

select
  happened.event_id,
  happened.user_id,
  coalesce(happened.customer_id, people.customer_id) as customer_id,
  happened.occurred_at,
  happened.occurred_at::date as occurred_on,
  happened.event_type,
  happened.feature_id,
  case when happened.feature_id is not null then coalesce(parts.feature_name, happened.feature_id) end as feature_name,
  case when told.tells_features then happened.feature_id is not null end as is_feature_use,
  parts.area,
  people.role,
  coalesce(happened.platform, people.platform) as platform,
  happened.channel,
  happened.country,
  coalesce(happened.uses, 1) as uses,
  happened.duration_seconds,
  happened.errors,
  happened.amount
from happened
cross join told
left join people using (user_id)
left join parts using (feature_id)
