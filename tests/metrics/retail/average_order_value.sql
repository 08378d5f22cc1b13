-- Revenue for each completed order.
select
  (
    select sum(coalesce(o.amount, (select sum(i.line_amount) from stg_order_items as i where i.order_id = o.order_id) - coalesce(o.discount_amount, 0)))
    from stg_orders as o
    where o.ordered_at >= $period_start
      and o.ordered_at < $period_end
      and coalesce(o.status, 'completed') = 'completed'
  )
  / nullif((
    select count(*)
    from stg_orders as o
    where o.ordered_at >= $period_start
      and o.ordered_at < $period_end
      and coalesce(o.status, 'completed') = 'completed'
  ), 0) as value
