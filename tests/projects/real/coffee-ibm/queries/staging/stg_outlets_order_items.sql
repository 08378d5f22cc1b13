select
  receipt || '/' || line as order_item_id,
  receipt as order_id,
  product_id,
  quantity,
  unit_price as unit_price_amount,
  line_item_amount as line_amount,
  promo_item_yn = 'Y' as is_promotion
from stg_outlets_lines
