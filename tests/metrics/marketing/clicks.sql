-- Clicks on the days of the period.
select sum(clicks) from stg_ad_spend where day >= $period_start and day < $period_end
