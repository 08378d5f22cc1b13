-- One row per known customer and day with a completed order: what everything about a customer's habits is made from.
with told as (
  select bool_or(revenue_amount is not null) as tells_amounts
  from orders
)

select
  customer_id,
  ordered_on,
  count(*) as orders,
  count(*) filter (where is_loyalty) as loyalty_orders,
  coalesce(sum(revenue_amount), case when any_value(told.tells_amounts) then 0 end)::decimal(18, 4) as revenue_amount,
  coalesce(sum(net_amount), case when any_value(told.tells_amounts) then 0 end)::decimal(18, 4) as net_amount
from orders
cross join told
where is_completed
  and customer_id is not null
  and isfinite(ordered_on)
group by customer_id, ordered_on
