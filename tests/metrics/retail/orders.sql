-- Completed orders; cancelled, returned and open ones are not counted.
select count(*)
from stg_orders as o
where o.ordered_at >= $period_start
  and o.ordered_at < $period_end
  and coalesce(o.status, 'completed') = 'completed'
