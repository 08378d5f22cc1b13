select
  location_id,
  name as location_name,
  account_id as customer_id,
  kind,
  region,
  city,
  'US' as country,
  latitude,
  longitude,
  opened_on,
  closed_on
from taproom_app.locations
