-- What each campaign cost in a period and what it is credited with in it (linear, 30 days): the place to ask which
-- money brought nothing. Where no conversion is credited to any campaign, nobody knows.
with grains as (
  select unnest(['day', 'week', 'month', 'quarter', 'year']) as grain
),

days as (
  select
    campaign_id,
    day,
    amount as spend_amount,
    0::decimal(18, 12) as conversions
  from ad_spend
  where campaign_id is not null
  union all
  select
    campaign_id,
    converted_on,
    null,
    credit
  from attribution
  where campaign_id is not null
    and model = 'linear'
),

told as (
  select bool_or(campaign_id is not null) as tells_campaigns
  from attribution
),

periods as (
  select
    days.campaign_id,
    grains.grain,
    period_start(grains.grain, days.day) as period,
    sum(days.spend_amount) as spend_amount,
    sum(days.conversions) as conversions
  from days
  cross join grains
  group by all
)

select
  periods.* exclude (conversions),
  case when told.tells_campaigns then periods.conversions end as conversions,
  coalesce(campaigns.campaign, periods.campaign_id) as campaign,
  campaigns.channel,
  campaigns.medium
from periods
cross join told
left join campaigns using (campaign_id)
