-- Revenue of identified customers for each of these customers.
select
  (
    select sum(coalesce(o.amount, (select sum(i.line_amount) from stg_order_items as i where i.order_id = o.order_id) - coalesce(o.discount_amount, 0)))
    from stg_orders as o
    where o.ordered_at >= $period_start
      and o.ordered_at < $period_end
      and coalesce(o.status, 'completed') = 'completed'
      and o.customer_id is not null
  )
  / nullif((
    select count(distinct o.customer_id)
    from stg_orders as o
    where o.ordered_at >= $period_start
      and o.ordered_at < $period_end
      and coalesce(o.status, 'completed') = 'completed'
  ), 0) as value
