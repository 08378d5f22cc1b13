select
  account_id as customer_id,
  name as customer_name,
  'company' as kind,
  segment,
  industry,
  region,
  city,
  'US' as country,
  latitude,
  longitude,
  created_on as joined_on,
  closed_on as left_on,
  channel,
  owner
from taproom_app.accounts
