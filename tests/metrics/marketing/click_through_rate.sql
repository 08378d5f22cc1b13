-- Clicks for each impression.
select sum(clicks) / nullif(sum(impressions), 0) from stg_ad_spend where day >= $period_start and day < $period_end
