-- One row per campaign, planned or not: one that money was spent on without a plan begins with its first day of
-- spending and has no budget.
with planned as (
  select * from stg_campaigns
),

spending as (
  select * from stg_ad_spend
),

spent as (
  select
    campaign_id,
    min(day) as first_spent_on,
    min(channel) as channel,
    min(medium) as medium
  from spending
  where campaign_id is not null
  group by campaign_id
)

select
  campaign_id,
  coalesce(planned.campaign_name, campaign_id) as campaign,
  coalesce(planned.channel, spent.channel) as channel,
  coalesce(planned.medium, spent.medium) as medium,
  planned.objective,
  coalesce(planned.started_on, spent.first_spent_on) as started_on,
  planned.ended_on,
  planned.budget_amount,
  planned.budget_amount is not null as has_budget
from planned
full join spent using (campaign_id)
