select
  store_code as location_id,
  sku as product_id,
  day,
  prepared as prepared_quantity,
  sold as sold_quantity,
  wasted as wasted_quantity
from pos.stock
