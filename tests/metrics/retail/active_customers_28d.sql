-- Identified customers with at least one completed order in the 28 days that end with the period.
-- Nobody identified, of some orders, is nobody known.
select case when not exists (
  from stg_orders as a where a.ordered_at >= $period_end::date - 28 and a.ordered_at < $period_end and coalesce(a.status, 'completed') = 'completed'
) then 0 else nullif((
select count(distinct o.customer_id)
from stg_orders as o
where o.ordered_at >= $period_end::date - 28
  and o.ordered_at < $period_end
  and coalesce(o.status, 'completed') = 'completed'
), 0) end
