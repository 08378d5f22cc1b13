-- One row per known customer and day on which returns count that are documents of their own. What came back before the
-- customer's first order that is known counts from that order on: there is nobody before it.
with firsts as (
  select
    customer_id,
    min(ordered_on) as first_order_on
  from customer_days
  group by customer_id
)

select
  orders.customer_id,
  greatest(orders.counted_on, firsts.first_order_on) as returned_on,
  count(*) as returns,
  sum(orders.returned_amount)::decimal(18, 4) as returned_amount
from orders
join firsts using (customer_id)
where orders.is_return
  and isfinite(orders.counted_on)
group by all
