-- Cost for each lead qualified.
select
  (select sum(amount) from stg_ad_spend where day >= $period_start and day < $period_end)
  / nullif((select count(*) from stg_leads where qualified_on >= $period_start and qualified_on < $period_end), 0)
