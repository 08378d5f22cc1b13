-- One row per known customer and day on which returns count that are documents of their own. What came back before the
-- customer's first order that is known counts from that order on: there is nobody before it.
with receipts as (
  select * from orders
),

days as (
  select * from customer_days
),

firsts as (
  select
    customer_id,
    min(ordered_on) as first_order_on
  from days
  group by customer_id
)

select
  receipts.customer_id,
  greatest(receipts.counted_on, firsts.first_order_on) as returned_on,
  count(*) as returns,
  sum(receipts.returned_amount)::decimal(18, 4) as returned_amount
from receipts
join firsts using (customer_id)
where receipts.is_return
  and isfinite(receipts.counted_on)
group by all
