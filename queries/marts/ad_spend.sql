-- What advertising cost, by day, channel, medium and campaign.
with spending as (
  select * from stg_ad_spend
),

plans as (
  select * from campaigns
)

select
  spending.day,
  coalesce(spending.channel, plans.channel) as channel,
  coalesce(spending.medium, plans.medium) as medium,
  spending.campaign_id,
  plans.campaign,
  coalesce(plans.has_budget, false) as has_budget,
  spending.amount,
  spending.impressions,
  spending.clicks
from spending
left join plans using (campaign_id)
