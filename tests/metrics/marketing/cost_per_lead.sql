-- Cost for each lead made.
select
  (select sum(amount) from stg_ad_spend where day >= $period_start and day < $period_end)
  / nullif((select count(*) from stg_leads where created_at >= $period_start and created_at < $period_end), 0)
