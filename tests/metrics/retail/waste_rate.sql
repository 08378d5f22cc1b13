-- Pieces thrown away as a share of those made ready, over all shops and products together rather than as a mean of their rates.
select
  (
    select sum(wasted_quantity)
    from stg_stock_days
    where day >= $period_start
      and day < $period_end
  )
  / nullif((
    select sum(prepared_quantity)
    from stg_stock_days
    where day >= $period_start
      and day < $period_end
  ), 0) as value
