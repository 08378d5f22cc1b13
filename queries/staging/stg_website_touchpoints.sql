select
  session_id as touchpoint_id,
  visitor as customer_id,
  local_time(started_at) as touched_at,
  channel,
  nullif(medium, 'none') as medium,
  campaign_id
from website.sessions
