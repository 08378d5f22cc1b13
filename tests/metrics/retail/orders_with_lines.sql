-- Completed orders that have any line.
select count(*) filter (where exists (from stg_order_items as i where i.order_id = o.order_id))
from stg_orders as o
where o.ordered_at >= $period_start
  and o.ordered_at < $period_end
  and coalesce(o.status, 'completed') = 'completed'
