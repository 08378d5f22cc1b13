-- Activities of the period over the deals open at its end.
select
  (select count(*) from stg_activities where happened_at >= $period_start and happened_at < $period_end)
  / nullif((select count(*) from stg_opportunities where created_on < $period_end and (closed_on is null or closed_on >= $period_end)), 0)
