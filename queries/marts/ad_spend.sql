-- What advertising cost, by day, channel, medium and campaign.
with ad_spend as (
  select * from stg_ad_spend
)

select
  ad_spend.day,
  coalesce(ad_spend.channel, campaigns.channel) as channel,
  coalesce(ad_spend.medium, campaigns.medium) as medium,
  ad_spend.campaign_id,
  campaigns.campaign,
  coalesce(campaigns.has_budget, false) as has_budget,
  ad_spend.amount,
  ad_spend.impressions,
  ad_spend.clicks
from ad_spend
left join campaigns using (campaign_id)
