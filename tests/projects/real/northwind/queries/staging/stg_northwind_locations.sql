select distinct
  location_id,
  location_id as location_name,
  location_id as country
from stg_northwind_orders
