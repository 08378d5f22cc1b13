select
  sales_outlet_id as location_id,
  coalesce(Neighorhood, 'Outlet ' || sales_outlet_id) as location_name,
  sales_outlet_type as kind,
  store_state_province as region,
  store_city as city,
  store_latitude as latitude,
  store_longitude as longitude
from outlets.outlet
