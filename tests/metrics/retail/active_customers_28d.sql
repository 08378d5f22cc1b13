-- Identified customers with at least one completed order in the 28 days that end with the period.
select count(distinct o.customer_id)
from stg_orders as o
where o.ordered_at >= $period_end::date - 28
  and o.ordered_at < $period_end
  and coalesce(o.status, 'completed') = 'completed'
