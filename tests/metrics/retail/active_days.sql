-- Days on which at least one order was completed.
select count(distinct o.ordered_at::date)
from stg_orders as o
where o.ordered_at >= $period_start
  and o.ordered_at < $period_end
  and coalesce(o.status, 'completed') = 'completed'
