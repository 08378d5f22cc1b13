-- Revenue of those locations and days that have a goal.
select sum(coalesce(o.amount, (select sum(i.line_amount) from stg_order_items as i where i.order_id = o.order_id)))
from stg_orders as o
where o.ordered_at >= $period_start
  and o.ordered_at < $period_end
  and coalesce(o.status, 'completed') = 'completed'
  and exists (
    from stg_goals as g
    where g.measure = 'revenue'
      and g.category is null
      and g.location_id = o.location_id
      and g.month = date_trunc('month', o.ordered_at)
  )
