-- Revenue for each completed order with a discount, after it.
select
  (
    select sum(coalesce(o.amount, (select sum(i.line_amount) from stg_order_items as i where i.order_id = o.order_id)))
    from stg_orders as o
    where o.ordered_at >= $period_start
      and o.ordered_at < $period_end
      and coalesce(o.status, 'completed') = 'completed'
      and (coalesce(o.discount_amount, 0) + coalesce((select sum(i.discount_amount) from stg_order_items as i where i.order_id = o.order_id), 0)) > 0
  )
  / nullif((
    select count(*)
    from stg_orders as o
    where o.ordered_at >= $period_start
      and o.ordered_at < $period_end
      and coalesce(o.status, 'completed') = 'completed'
      and (coalesce(o.discount_amount, 0) + coalesce((select sum(i.discount_amount) from stg_order_items as i where i.order_id = o.order_id), 0)) > 0
  ), 0) as value
