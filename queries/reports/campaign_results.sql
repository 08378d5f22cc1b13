-- Each campaign that cost something in the 52 weeks up to the period's end: what it cost and brought in them, and how
-- much of its whole budget is gone. Credit is given linearly.
-- No block of metrics says this: 52 weeks of three marts that meet in a campaign, with the whole of its budget.
with spending as (
  select *
  from ad_spend
  where day < $period_end::date
    and campaign_id is not null
),

credits as (
  select *
  from attribution
  where model = 'linear'
    and converted_on >= $period_end::date - 364
    and converted_on < $period_end::date
),

people as (
  select *
  from leads
  where created_on >= $period_end::date - 364
    and created_on < $period_end::date
),

-- Where no lead and no credit names any campaign, nobody knows what brought what.
told as (
  select
    exists (from leads where campaign_id is not null) as tells_leads,
    exists (from attribution where campaign_id is not null) as tells_ways
),

spent as (
  select
    campaign_id,
    sum(amount) as spend_so_far,
    sum(amount) filter (where day >= $period_end::date - 364) as spend,
    sum(clicks) filter (where day >= $period_end::date - 364) as clicks
  from spending
  group by campaign_id
),

brought as (
  select
    campaign_id,
    sum(credit) as conversions,
    sum(revenue_amount) as revenue
  from credits
  group by campaign_id
),

asked as (
  select
    campaign_id,
    count(*) as leads
  from people
  group by campaign_id
)

select
  campaigns.campaign,
  campaigns.channel,
  spent.spend,
  spent.clicks,
  case when told.tells_leads then coalesce(asked.leads, 0) end as leads,
  case when told.tells_ways then coalesce(brought.conversions, 0) end as conversions,
  case when told.tells_ways then if(brought.conversions is null, 0, brought.revenue) end as revenue,
  (case when told.tells_ways then if(brought.conversions is null, 0, brought.revenue) end - spent.spend)
  / spent.spend as roi,
  spent.spend_so_far / campaigns.budget_amount as budget_used
from spent
cross join told
join campaigns using (campaign_id)
left join brought using (campaign_id)
left join asked using (campaign_id)
where spent.spend > 0
order by spent.spend desc, campaigns.campaign
