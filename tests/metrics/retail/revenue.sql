-- What completed orders brought after discounts, as charged for the order or its lines; not unit price times quantity, which leaves out options, offers and discounts.
select sum(coalesce(o.amount, (select sum(i.line_amount) from stg_order_items as i where i.order_id = o.order_id) - coalesce(o.discount_amount, 0)))
from stg_orders as o
where o.ordered_at >= $period_start
  and o.ordered_at < $period_end
  and coalesce(o.status, 'completed') = 'completed'
