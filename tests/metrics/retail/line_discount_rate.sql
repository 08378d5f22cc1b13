-- What was taken off lines, as a share of what they would have brought.
select sum(i.discount_amount) / nullif(sum(i.line_amount) + sum(i.discount_amount), 0)
from stg_order_items as i
join stg_orders as o on o.order_id = i.order_id
where o.ordered_at >= $period_start
  and o.ordered_at < $period_end
  and coalesce(o.status, 'completed') = 'completed'
