-- One row per campaign, planned or not: one that money was spent on without a plan begins with its first day of
-- spending and has no budget. Channel and medium are those of the plan, or of its spending where that knows just one.
with campaigns as (
  select * from stg_campaigns
),

ad_spend as (
  select * from stg_ad_spend
),

spent as (
  select
    campaign_id,
    min(day) as first_spent_on,
    case when count(distinct channel) = 1 then min(channel) end as channel,
    case when count(distinct medium) = 1 then min(medium) end as medium
  from ad_spend
  where campaign_id is not null
  group by campaign_id
)

select
  campaign_id,
  coalesce(campaigns.campaign_name, campaign_id) as campaign,
  coalesce(campaigns.channel, spent.channel) as channel,
  coalesce(campaigns.medium, spent.medium) as medium,
  campaigns.objective,
  coalesce(campaigns.started_on, spent.first_spent_on) as started_on,
  campaigns.ended_on,
  campaigns.budget_amount,
  campaigns.budget_amount is not null as has_budget
from campaigns
full join spent using (campaign_id)
