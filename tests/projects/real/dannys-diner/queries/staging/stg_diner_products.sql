select
  product_id,
  product_name,
  price as price_amount
from diner.menu
