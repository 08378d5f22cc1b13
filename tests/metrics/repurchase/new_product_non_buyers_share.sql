-- Drink buyers of the last 30 days who have never bought a product that is marked as new, as a share of all.
with people as (
  select
    customer_id,
    order_id,
    ordered_at::date as day
  from stg_orders
  where coalesce(status, 'completed') = 'completed'
    and customer_id is not null
    and customer_id not in (
      select customer_id
      from stg_orders
      where coalesce(status, 'completed') = 'completed'
        and customer_id is not null
      group by customer_id, isoyear(ordered_at), week(ordered_at)
      having count(*) > 35
    )
),

lines as (
  select
    people.customer_id,
    people.day,
    products.is_beverage,
    products.is_new,
    products.is_signature
  from people
  join stg_order_items as items on items.order_id = people.order_id
  join stg_products as products on products.product_id = items.product_id
)

select
  count(distinct customer_id) filter (
    where customer_id not in (select customer_id from lines where is_new and day < $period_end)
  ) / nullif(count(distinct customer_id), 0)
from lines
where is_beverage
  and day >= $period_end::date - 30
  and day < $period_end
