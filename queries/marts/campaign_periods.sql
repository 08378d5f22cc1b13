-- What each campaign cost in a period and what it is credited with in it (linear, 30 days): the place to ask which
-- money brought nothing. Where no conversion is credited to any campaign, nobody knows.
with spending as (
  select * from ad_spend
),

credits as (
  select * from attribution
),

plans as (
  select * from campaigns
),

grains as (
  select unnest(['day', 'week', 'month', 'quarter', 'year']) as grain
),

days as (
  select
    campaign_id,
    day,
    amount as spend_amount,
    0::decimal(18, 12) as conversions
  from spending
  where campaign_id is not null
  union all
  select
    campaign_id,
    converted_on,
    null,
    credit
  from credits
  where campaign_id is not null
    and model = 'linear'
),

told as (
  select bool_or(campaign_id is not null) as tells_campaigns
  from credits
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
  coalesce(plans.campaign, periods.campaign_id) as campaign,
  plans.channel,
  plans.medium
from periods
cross join told
left join plans using (campaign_id)
