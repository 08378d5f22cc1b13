select
  product_id,
  product as product_name,
  product_group as category,
  product_category as product_type,
  product_group = 'Beverages' as is_beverage,
  new_product_yn = 'Y' as is_new,
  replace(trim(current_retail_price), '$', '')::decimal(18, 2) as price_amount
from outlets.product
