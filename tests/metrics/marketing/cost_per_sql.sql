-- Cost for each lead accepted.
select
  (select sum(amount) from stg_ad_spend where day >= $period_start and day < $period_end)
  / nullif((select count(*) from stg_leads where accepted_on >= $period_start and accepted_on < $period_end), 0)
