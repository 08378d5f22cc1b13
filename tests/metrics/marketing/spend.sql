-- The cost of the days of the period.
select sum(amount) from stg_ad_spend where day >= $period_start and day < $period_end
