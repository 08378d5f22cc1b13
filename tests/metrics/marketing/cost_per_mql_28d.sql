-- Cost for each lead qualified, of the 28 days that end with the period.
select
  (select sum(amount) from stg_ad_spend where day >= $period_end::date - 28 and day < $period_end)
  / nullif((select count(*) from stg_leads where qualified_on >= $period_end::date - 28 and qualified_on < $period_end), 0)
