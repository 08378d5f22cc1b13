-- What was charged for the lines of completed orders; a discount on a whole order is not spread over its lines, so that this can be above the revenue.
select sum(i.line_amount)
from stg_order_items as i
join stg_orders as o on o.order_id = i.order_id
where o.ordered_at >= $period_start
  and o.ordered_at < $period_end
  and coalesce(o.status, 'completed') = 'completed'
