-- Identified customers with at least one completed order in the period; by the month these are the monthly active users (MAU).
select count(distinct o.customer_id)
from stg_orders as o
where o.ordered_at >= $period_start
  and o.ordered_at < $period_end
  and coalesce(o.status, 'completed') = 'completed'
