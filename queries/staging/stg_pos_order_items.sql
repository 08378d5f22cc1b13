select
  receipt_no || '/' || line_no as order_item_id,
  receipt_no as order_id,
  sku as product_id,
  qty as quantity,
  unit_price as unit_price_amount,
  charged as line_amount,
  discount as discount_amount,
  offer as is_promotion
from pos.lines
