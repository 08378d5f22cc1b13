-- Completed orders whose customer was identified.
select count(*)
from stg_orders as o
where o.ordered_at >= $period_start
  and o.ordered_at < $period_end
  and coalesce(o.status, 'completed') = 'completed'
  and o.customer_id is not null
