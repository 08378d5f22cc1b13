-- Pieces on the lines of completed orders.
select case when count(*) = 0 then 0 else sum(i.quantity) end
from stg_order_items as i
join stg_orders as o on o.order_id = i.order_id
where o.ordered_at >= $period_start
  and o.ordered_at < $period_end
  and coalesce(o.status, 'completed') = 'completed'
