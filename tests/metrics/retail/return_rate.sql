-- Returned orders as a share of the orders placed in the period.
select
  (
    select count(*)
    from stg_orders as o
    where o.ordered_at >= $period_start
      and o.ordered_at < $period_end
      and o.status = 'returned'
  )
  / nullif((
    select count(*)
    from stg_orders as o
    where o.ordered_at >= $period_start
      and o.ordered_at < $period_end
  ), 0) as value
