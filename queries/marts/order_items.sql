-- One row per line of an order, with what is known of its order and its product. A discount on the whole of an order
-- is not spread over its lines: lines say what each product brought, orders what the till took. What came back is taken
-- off where it is told: `net_amount` and `net_quantity` are the line less its part that was given back, or, of a return
-- that is a document of its own, what it takes off the product.
with order_items as (
  select * from stg_order_items
),

products as (
  select * from stg_products
),

told as (
  select
    (select bool_or(returned_amount is not null) from orders)
    or bool_or(returned_quantity is not null or returned_amount is not null) as tells_returns
  from order_items
),

signed as (
  select
    order_items.*,
    orders.* exclude (order_id, amount, discount_amount, returned_amount, cost_amount, net_amount),
    -- A credit note that is written with positive amounts takes them off all the same.
    case when orders.is_return and orders.revenue_amount > 0 then -order_items.line_amount else order_items.line_amount end as change_amount,
    coalesce(order_items.returned_quantity, 0) as back_quantity,
    coalesce(order_items.returned_amount, order_items.line_amount * order_items.returned_quantity / order_items.quantity, 0)::decimal(18, 4) as back_amount
  from order_items
  left join orders using (order_id)
)

select
  signed.order_item_id,
  signed.order_id,
  signed.product_id,
  products.product_name,
  products.category,
  products.product_type,
  products.is_beverage,
  products.is_new,
  products.is_signature,
  case
    when products.product_id is null then null
    when products.is_new then 'new'
    when products.is_signature then 'signature'
    else 'regular'
  end as badge,
  signed.quantity,
  signed.unit_price_amount,
  signed.line_amount,
  signed.discount_amount,
  signed.is_promotion,
  case
    when told.tells_returns is not true or signed.status in ('cancelled', 'open') then null
    when signed.is_return then -signed.change_amount
    when signed.status = 'returned' then signed.line_amount
    when signed.is_completed then signed.back_amount
  end as returned_amount,
  case
    when told.tells_returns is not true or signed.status in ('cancelled', 'open') then null
    when signed.is_return then sign(-signed.change_amount)::integer * abs(signed.quantity)
    when signed.status = 'returned' then signed.quantity
    when signed.is_completed then signed.back_quantity
  end as returned_quantity,
  case
    when signed.is_return then signed.change_amount
    when signed.is_completed then signed.line_amount - signed.back_amount
  end as net_amount,
  case
    when signed.is_return then sign(signed.change_amount)::integer * abs(signed.quantity)
    when signed.is_completed then signed.quantity - signed.back_quantity
  end as net_quantity,
  signed.customer_id,
  signed.customer_segment,
  signed.location_id,
  signed.location_name,
  signed.region,
  signed.country,
  signed.ordered_at,
  signed.ordered_on,
  signed.counted_on,
  signed.ordered_hour,
  signed.weekday,
  signed.day_part,
  signed.channel,
  signed.discount_tier,
  signed.promotion_code,
  signed.is_loyalty,
  coalesce(signed.is_completed, false) as is_completed,
  coalesce(signed.is_return, false) as is_return
from signed
cross join told
left join products using (product_id)
