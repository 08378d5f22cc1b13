-- One row per thing that a user did. Who belongs to which company, and in which role, is the user's to say where the
-- event does not.
with events as (
  select * from stg_events
),

users as (
  select * from stg_users
),

features as (
  select * from stg_features
),

told as (
  select bool_or(feature_id is not null) as tells_features
  from events
)

select
  events.event_id,
  events.user_id,
  coalesce(events.customer_id, users.customer_id) as customer_id,
  events.occurred_at,
  events.occurred_at::date as occurred_on,
  events.event_type,
  events.feature_id,
  case when events.feature_id is not null then coalesce(features.feature_name, events.feature_id) end as feature_name,
  case when told.tells_features then events.feature_id is not null end as is_feature_use,
  features.area,
  users.role,
  coalesce(events.platform, users.platform) as platform,
  events.channel,
  events.country,
  coalesce(events.uses, 1) as uses,
  events.duration_seconds,
  events.errors,
  events.amount
from events
cross join told
left join users using (user_id)
left join features using (feature_id)
