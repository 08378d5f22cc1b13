-- Worth credited to what was paid for, for each unit of cost.
with plans as (
  select
    campaign_id,
    coalesce(max(own_channel), case when count(distinct spent_channel) = 1 then max(spent_channel) end) as channel,
    coalesce(max(own_medium), case when count(distinct spent_medium) = 1 then max(spent_medium) end) as medium
  from (
    select campaign_id, channel as own_channel, medium as own_medium, null as spent_channel, null as spent_medium
    from stg_campaigns
    union all
    select campaign_id, null, null, channel, medium
    from stg_ad_spend
  )
  where campaign_id is not null
  group by campaign_id
),
ways as (
  select
    c.conversion_id,
    c.amount,
    list({'at': t.touched_at, 'id': t.touchpoint_id, 'is_paid': exists (
          select 1
          from stg_ad_spend as s
          left join plans as k on k.campaign_id = s.campaign_id
          where s.amount > 0
            and coalesce(s.channel, k.channel) = coalesce(t.channel, g.channel)
            and (coalesce(s.medium, k.medium) is null or coalesce(s.medium, k.medium) = coalesce(t.medium, g.medium))
        )} order by t.touched_at, t.touchpoint_id) as way
  from stg_conversions as c
  join stg_touchpoints as t on t.customer_id = c.customer_id
    and date_diff('second', t.touched_at, c.converted_at) between 0 and 30 * 86400
  left join plans as g on g.campaign_id = t.campaign_id
  where c.converted_at >= $period_start and c.converted_at < $period_end
  group by c.conversion_id, c.amount
),
steps as (
  select amount, way, unnest(range(1, len(way) + 1)) as step
  from ways
),
weights as (
  select amount, way[step].is_paid as is_paid, 1.0 / len(way) as weight
  from steps
)
select case when count(*) = 0 then 0 else sum(weight * amount) end / nullif((select sum(amount) from stg_ad_spend where day >= $period_start and day < $period_end), 0)
from weights where is_paid
