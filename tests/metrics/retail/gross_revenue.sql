-- Revenue of completed orders with their discounts added back.
select case when exists (from main.stg_orders where discount_amount is not null) or exists (from main.stg_order_items where discount_amount is not null) then (
  select sum(coalesce(o.amount, (select sum(i.line_amount) from stg_order_items as i where i.order_id = o.order_id) - coalesce(o.discount_amount, 0)) + (coalesce(o.discount_amount, 0) + coalesce((select sum(i.discount_amount) from stg_order_items as i where i.order_id = o.order_id), 0)))
  from stg_orders as o
  where o.ordered_at >= $period_start
    and o.ordered_at < $period_end
    and coalesce(o.status, 'completed') = 'completed'
) end
