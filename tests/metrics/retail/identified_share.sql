-- Completed orders whose customer was identified, as a share of all; whatever is said of customers is said of these alone.
select
  (
    select count(*)
    from stg_orders as o
    where o.ordered_at >= $period_start
      and o.ordered_at < $period_end
      and coalesce(o.status, 'completed') = 'completed'
      and o.customer_id is not null
  )
  / nullif((
    select count(*)
    from stg_orders as o
    where o.ordered_at >= $period_start
      and o.ordered_at < $period_end
      and coalesce(o.status, 'completed') = 'completed'
  ), 0) as value
