-- Orders and revenue of known customers are the same by day, by customer and over all periods of a grain; what customers
-- have brought in all is that less what came back.
with receipts as (
  select *
  from orders
  where is_completed
    and customer_id is not null
),

net as (
  select coalesce(sum(net_amount), 0) as net_amount
  from orders
  where customer_id in (select customer_id from customer_days)
    and (is_completed or is_return)
),

totals as (
  select 'orders' as told_by, count(*) as orders, coalesce(sum(revenue_amount), 0) as revenue_amount, (select net_amount from net) as net_amount from receipts
  union all
  select 'customer_days', coalesce(sum(orders), 0), coalesce(sum(revenue_amount), 0), null from customer_days
  union all
  select 'customers', coalesce(sum(lifetime_orders), 0), null, coalesce(sum(lifetime_revenue_amount), 0) from customers
  union all
  select 'customer_periods, ' || grain, sum(orders), sum(revenue_amount), null from customer_periods group by grain
)

select *
from totals
where orders <> (select orders from totals where told_by = 'orders')
  or revenue_amount <> (select revenue_amount from totals where told_by = 'orders')
  or net_amount <> (select net_amount from totals where told_by = 'orders')
order by told_by
