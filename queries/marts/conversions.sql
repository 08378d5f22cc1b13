-- One row per conversion, with the way that led to it. A way is the touches of the 30 days before, as in attribution.
-- Where no touch of anybody is known, or nobody who converted, nobody knows that there was none.
with conversions as (
  select * from stg_conversions
),

told as (
  select
    (select bool_or(customer_id is not null) from touchpoints)
    and (select bool_or(customer_id is not null) from conversions) as tells_ways
),

ways as (
  select
    conversion_id,
    any_value(touches) as touches,
    min(touched_at) as first_touched_at,
    max(channel) filter (where touch_number = 1) as first_channel,
    max(channel) filter (where touch_number = touches) as last_channel
  from attribution
  where model = 'linear'
  group by conversion_id
)

select
  conversions.conversion_id,
  conversions.customer_id,
  conversions.converted_at,
  conversions.converted_at::date as converted_on,
  conversions.amount,
  conversions.customer_id is not null and row_number() over (
    partition by conversions.customer_id
    order by conversions.converted_at, conversions.conversion_id
  ) = 1 as is_first,
  case when told.tells_ways then coalesce(ways.touches, 0) end as touches,
  case when told.tells_ways then ways.touches is not null end as is_attributed,
  ways.first_touched_at,
  ways.first_channel,
  ways.last_channel,
  date_diff('second', ways.first_touched_at, conversions.converted_at) as seconds_from_first_touch
from conversions
cross join told
left join ways using (conversion_id)
