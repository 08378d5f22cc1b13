-- Identified customers on the lines of completed orders; nobody identified, of some lines, is nobody known.
select case when count(*) = 0 then 0 else nullif(count(distinct o.customer_id), 0) end
from stg_order_items as i
join stg_orders as o on o.order_id = i.order_id
where o.ordered_at >= $period_start
  and o.ordered_at < $period_end
  and coalesce(o.status, 'completed') = 'completed'
