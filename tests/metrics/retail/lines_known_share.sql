-- Completed orders that have any line, as a share of all.
select count(*) filter (where exists (from stg_order_items as i where i.order_id = o.order_id)) / nullif(count(*), 0)
from stg_orders as o
where o.ordered_at >= $period_start
  and o.ordered_at < $period_end
  and coalesce(o.status, 'completed') = 'completed'
