-- One row per shop, product and day of what was made ready, sold and thrown away.
with stock_days as (
  select * from stg_stock_days
),

locations as (
  select * from stg_locations
),

products as (
  select * from stg_products
)

select
  stock_days.location_id,
  locations.location_name,
  locations.region,
  stock_days.product_id,
  products.product_name,
  products.category,
  stock_days.day,
  stock_days.prepared_quantity,
  stock_days.sold_quantity,
  stock_days.wasted_quantity,
  stock_days.wasted_quantity * products.price_amount as wasted_amount
from stock_days
left join locations using (location_id)
left join products using (product_id)
