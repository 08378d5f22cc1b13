select
  store_code as location_id,
  trim(name) as location_name,
  'shop' as kind,
  region,
  city,
  latitude,
  longitude,
  opened_on
from pos.stores
