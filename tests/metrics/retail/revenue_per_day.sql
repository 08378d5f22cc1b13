-- Revenue for each calendar day, days without any included.
select
  (
    select sum(coalesce(o.amount, (select sum(i.line_amount) from stg_order_items as i where i.order_id = o.order_id) - coalesce(o.discount_amount, 0)))
    from stg_orders as o
    where o.ordered_at >= $period_start
      and o.ordered_at < $period_end
      and coalesce(o.status, 'completed') = 'completed'
  )
  / nullif((
    select greatest(
      0,
      least($period_end::date, (select max(ordered_at)::date + 1 from stg_orders))
      - greatest($period_start::date, (select min(ordered_at)::date from stg_orders))
    )
  ), 0) as value
