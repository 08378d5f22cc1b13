-- The cost of the days of the period that names a campaign.
select sum(amount) from stg_ad_spend where day >= $period_start and day < $period_end and campaign_id is not null
