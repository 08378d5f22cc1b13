-- Cost for each lead converted.
select
  (select sum(amount) from stg_ad_spend where day >= $period_start and day < $period_end)
  / nullif((select count(*) from stg_leads where converted_on >= $period_start and converted_on < $period_end), 0)
