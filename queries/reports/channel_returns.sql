-- What each channel that money is spent on brought in the 52 weeks up to the period's end, credit given linearly.
with spending as (
  select *
  from ad_spend
  where day >= $period_end::date - 364
    and day < $period_end::date
),

credits as (
  select *
  from attribution
  where model = 'linear'
    and is_paid
    and converted_on >= $period_end::date - 364
    and converted_on < $period_end::date
),

people as (
  select *
  from leads
  where created_on >= $period_end::date - 364
    and created_on < $period_end::date
),

spent as (
  select
    channel,
    sum(amount) as spend
  from spending
  group by channel
),

brought as (
  select
    channel,
    sum(credit) as conversions,
    sum(revenue_amount) as revenue
  from credits
  group by channel
),

asked as (
  select
    channel,
    count(*) as leads,
    count(qualified_on) as mqls
  from people
  group by channel
)

select
  spent.channel,
  spent.spend,
  spent.spend / nullif(sum(spent.spend) over (), 0) as spend_share,
  coalesce(asked.leads, 0) as leads,
  coalesce(asked.mqls, 0) as mqls,
  spent.spend / nullif(asked.mqls, 0) as cost_per_mql,
  coalesce(brought.conversions, 0) as conversions,
  spent.spend / nullif(brought.conversions, 0) as cost_per_acquisition,
  coalesce(brought.revenue, 0) as revenue,
  (coalesce(brought.revenue, 0) - spent.spend) / nullif(spent.spend, 0) as roi
from spent
left join brought using (channel)
left join asked using (channel)
order by roi desc, spent.channel
