-- The last 28 days of it.
select
  (
    select sum(wasted_quantity)
    from stg_stock_days
    where day >= $period_end::date - 28
      and day < $period_end
  )
  / nullif((
    select sum(prepared_quantity)
    from stg_stock_days
    where day >= $period_end::date - 28
      and day < $period_end
  ), 0) as value
