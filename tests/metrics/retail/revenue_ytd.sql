-- Revenue from the first of January to the period's end.
select sum(coalesce(o.amount, (select sum(i.line_amount) from stg_order_items as i where i.order_id = o.order_id) - coalesce(o.discount_amount, 0)))
from stg_orders as o
where o.ordered_at >= date_trunc('year', $period_end::date - 1)
  and o.ordered_at < $period_end
  and coalesce(o.status, 'completed') = 'completed'
