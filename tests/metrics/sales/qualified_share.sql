-- Worth of the qualified open deals over the worth of all open deals.
select
  coalesce((select sum(amount) from stg_opportunities where qualified_on < $period_end and coalesce(closed_on, 'infinity') >= $period_end), 0)
  / nullif((select sum(amount) from stg_opportunities where created_on < $period_end and (closed_on is null or closed_on >= $period_end)), 0)
