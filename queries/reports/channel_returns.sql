-- What each channel that money is spent on brought in the 52 weeks up to the period's end, credit given linearly.
-- No block of metrics says this: 52 weeks of three marts, of which each has channels that the others lack.
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

-- Where no conversion is credited to any touch, nobody knows what brought what.
told as (
  select count(*) > 0 as tells_ways
  from attribution
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
  spent.spend / sum(spent.spend) over () as spend_share,
  case when exists (from asked) then coalesce(asked.leads, 0) end as leads,
  case when exists (from asked) then coalesce(asked.mqls, 0) end as mqls,
  spent.spend / asked.mqls as cost_per_mql,
  case when told.tells_ways then coalesce(brought.conversions, 0) end as conversions,
  spent.spend / brought.conversions as cost_per_acquisition,
  case when told.tells_ways then if(brought.conversions is null, 0, brought.revenue) end as revenue,
  (case when told.tells_ways then if(brought.conversions is null, 0, brought.revenue) end - spent.spend)
  / spent.spend as roi
from spent
cross join told
left join brought using (channel)
left join asked using (channel)
order by roi desc, spent.channel
