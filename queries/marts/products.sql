-- One row per product of the menu, with the days on which it was first and last sold.
with products as (
  select * from stg_products
),

sales as (
  select
    product_id,
    min(ordered_on) as first_sold_on,
    max(ordered_on) as last_sold_on
  from order_items
  where is_completed
  group by product_id
)

select
  products.product_id,
  products.product_name,
  products.category,
  products.product_type,
  products.is_beverage,
  products.is_new,
  products.is_signature,
  case
    when products.is_new then 'new'
    when products.is_signature then 'signature'
    else 'regular'
  end as badge,
  products.price_amount,
  sales.first_sold_on,
  sales.last_sold_on
from products
left join sales using (product_id)
