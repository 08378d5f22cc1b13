select
  item_name as product_id,
  item_name as product_name,
  item_category as category,
  item_type as product_type,
  item_category = 'Drinks' as is_beverage,
  is_signature,
  price as price_amount
from tills.menu
