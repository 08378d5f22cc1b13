-- One row per line of an order, with what is known of its order and its product. A discount on the whole of an order
-- is not spread over its lines: lines say what each product brought, orders what the till took.
with lines as (
  select * from stg_order_items
),

receipts as (
  select * from orders
),

menu as (
  select * from stg_products
)

select
  lines.order_item_id,
  lines.order_id,
  lines.product_id,
  menu.product_name,
  menu.category,
  menu.product_type,
  menu.is_beverage,
  menu.is_new,
  menu.is_signature,
  lines.quantity,
  lines.unit_price_amount,
  lines.line_amount,
  lines.discount_amount,
  lines.is_promotion,
  receipts.customer_id,
  receipts.location_id,
  receipts.location_name,
  receipts.region,
  receipts.ordered_at,
  receipts.ordered_on,
  receipts.ordered_hour,
  receipts.weekday,
  receipts.day_part,
  receipts.channel,
  receipts.is_loyalty,
  coalesce(receipts.is_completed, false) as is_completed
from lines
left join receipts using (order_id)
left join menu using (product_id)
