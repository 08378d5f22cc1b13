select
  sku as product_id,
  trim(name) as product_name,
  category,
  type as product_type,
  drink as is_beverage,
  new_badge as is_new,
  signature as is_signature,
  price as price_amount
from pos.products
