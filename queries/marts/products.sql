-- One row per product of the menu, with the days on which it was first and last sold.
with menu as (
  select * from stg_products
),

lines as (
  select * from order_items
),

sales as (
  select
    product_id,
    min(ordered_on) as first_sold_on,
    max(ordered_on) as last_sold_on
  from lines
  where is_completed
  group by product_id
)

select
  menu.product_id,
  menu.product_name,
  menu.category,
  menu.product_type,
  menu.is_beverage,
  menu.is_new,
  menu.is_signature,
  case
    when menu.is_new then 'new'
    when menu.is_signature then 'signature'
    else 'regular'
  end as badge,
  menu.price_amount,
  sales.first_sold_on,
  sales.last_sold_on
from menu
left join sales using (product_id)
