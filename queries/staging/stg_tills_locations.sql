select
  restaurant_id as location_id,
  name as location_name,
  kind,
  state as region,
  city,
  'US' as country,
  latitude,
  longitude,
  opened_on,
  closed_on,
  manager
from tills.restaurants
