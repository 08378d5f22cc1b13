-- A shop does not sell and throw away more of a product on a day than it made ready.
-- severity: warn
select
  location_id,
  product_id,
  day,
  prepared_quantity,
  sold_quantity,
  wasted_quantity
from stock_days
where sold_quantity + wasted_quantity > prepared_quantity
order by day, location_id, product_id
