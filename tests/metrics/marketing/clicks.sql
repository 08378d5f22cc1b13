-- Clicks on the days of the period.
select case when count(*) = 0 then 0 else sum(clicks) end from stg_ad_spend where day >= $period_start and day < $period_end
