-- Lines that were on offer as a share of the revenue by line.
select
  (
    select sum(i.line_amount)
    from stg_order_items as i
    join stg_orders as o on o.order_id = i.order_id
    where o.ordered_at >= $period_start
      and o.ordered_at < $period_end
      and coalesce(o.status, 'completed') = 'completed'
      and i.is_promotion
  )
  / nullif((
    select sum(i.line_amount)
    from stg_order_items as i
    join stg_orders as o on o.order_id = i.order_id
    where o.ordered_at >= $period_start
      and o.ordered_at < $period_end
      and coalesce(o.status, 'completed') = 'completed'
  ), 0) as value
