select
  orderID || '-' || productID as order_item_id,
  orderID as order_id,
  productID as product_id,
  quantity,
  unitPrice as unit_price_amount,
  (unitPrice * quantity * (1 - discount))::decimal(18, 4) as line_amount,
  (unitPrice * quantity * discount)::decimal(18, 4) as discount_amount,
  discount > 0 as is_promotion
from northwind.order_details
