select
  id::varchar as customer_id,
  property_name as customer_name,
  'company' as kind,
  property_industry as industry,
  property_state as region,
  property_city as city,
  property_country as country,
  local_time(property_createdate)::date as joined_on
from portal.company
where not coalesce(is_deleted, false)
