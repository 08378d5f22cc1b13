-- Completed orders for each day on which there was one, so that days of rest do not count.
select
  (
    select count(*)
    from stg_orders as o
    where o.ordered_at >= $period_start
      and o.ordered_at < $period_end
      and coalesce(o.status, 'completed') = 'completed'
  )
  / nullif((
    select count(distinct o.ordered_at::date)
    from stg_orders as o
    where o.ordered_at >= $period_start
      and o.ordered_at < $period_end
      and coalesce(o.status, 'completed') = 'completed'
  ), 0) as value
