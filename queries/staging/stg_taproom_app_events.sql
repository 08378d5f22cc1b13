select
  event_id,
  user_id,
  account_id as customer_id,
  local_time("at") as occurred_at,
  type as event_type,
  feature_id,
  platform,
  uses,
  seconds as duration_seconds,
  errors
from taproom_app.events
