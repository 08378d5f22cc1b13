-- Identified customers with at least one completed order in the period; by the month these are the monthly active users (MAU).
-- Nobody identified, of some orders, is nobody known.
select case when not exists (
  from stg_orders as a where a.ordered_at >= $period_start and a.ordered_at < $period_end and coalesce(a.status, 'completed') = 'completed'
) then 0 else nullif((
select count(distinct o.customer_id)
from stg_orders as o
where o.ordered_at >= $period_start
  and o.ordered_at < $period_end
  and coalesce(o.status, 'completed') = 'completed'
), 0) end
