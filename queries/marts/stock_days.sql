-- One row per shop, product and day of what was made ready, sold and thrown away.
with stock as (
  select * from stg_stock_days
),

shops as (
  select * from stg_locations
),

menu as (
  select * from stg_products
)

select
  stock.location_id,
  shops.location_name,
  shops.region,
  stock.product_id,
  menu.product_name,
  menu.category,
  stock.day,
  stock.prepared_quantity,
  stock.sold_quantity,
  stock.wasted_quantity,
  stock.wasted_quantity * menu.price_amount as wasted_amount
from stock
left join shops using (location_id)
left join menu using (product_id)
