-- Completed orders of the last 28 days.
select count(*)
from stg_orders as o
where o.ordered_at >= $period_end::date - 28
  and o.ordered_at < $period_end
  and coalesce(o.status, 'completed') = 'completed'
