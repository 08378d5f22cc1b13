-- Pieces for each completed order that has any line.
select sum((select sum(i.quantity) from stg_order_items as i where i.order_id = o.order_id)) / nullif(count(*) filter (where exists (from stg_order_items as i where i.order_id = o.order_id)), 0)
from stg_orders as o
where o.ordered_at >= $period_start
  and o.ordered_at < $period_end
  and coalesce(o.status, 'completed') = 'completed'
