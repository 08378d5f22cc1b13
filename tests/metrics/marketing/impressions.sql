-- Times shown on the days of the period.
select sum(impressions) from stg_ad_spend where day >= $period_start and day < $period_end
