-- Conversions that have a touch in 30 days, all to the last touch.
with ways as (
  select
    c.conversion_id,
    c.amount,
    list({'at': t.touched_at, 'id': t.touchpoint_id} order by t.touched_at, t.touchpoint_id) as way
  from stg_conversions as c
  join stg_touchpoints as t on t.customer_id = c.customer_id
    and date_diff('second', t.touched_at, c.converted_at) between 0 and 30 * 86400
  where c.converted_at >= $period_start and c.converted_at < $period_end
  group by c.conversion_id, c.amount
),
steps as (
  select amount, way, unnest(range(1, len(way) + 1)) as step
  from ways
),
weights as (
  select amount, case when step = len(way) then 1.0 else 0.0 end as weight
  from steps
)
select coalesce(sum(weight), 0)
from weights
