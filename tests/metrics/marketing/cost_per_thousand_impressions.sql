-- Cost for each thousand times shown.
select sum(amount) / nullif(sum(impressions), 0) * 1000 from stg_ad_spend where day >= $period_start and day < $period_end
