-- One row per conversion, with the way that led to it. A way is the touches of the 30 days before, as in attribution.
-- Where no touch of anybody is known, or nobody who converted, nobody knows that there was none.
with bought as (
  select * from stg_conversions
),

credits as (
  select * from attribution
),

touches as (
  select * from touchpoints
),

told as (
  select
    (select bool_or(customer_id is not null) from touches)
    and (select bool_or(customer_id is not null) from bought) as tells_ways
),

ways as (
  select
    conversion_id,
    any_value(touches) as touches,
    min(touched_at) as first_touched_at,
    max(channel) filter (where touch_number = 1) as first_channel,
    max(channel) filter (where touch_number = touches) as last_channel
  from credits
  where model = 'linear'
  group by conversion_id
)

select
  bought.conversion_id,
  bought.customer_id,
  bought.converted_at,
  bought.converted_at::date as converted_on,
  bought.amount,
  bought.customer_id is not null and row_number() over (
    partition by bought.customer_id
    order by bought.converted_at, bought.conversion_id
  ) = 1 as is_first,
  case when told.tells_ways then coalesce(ways.touches, 0) end as touches,
  case when told.tells_ways then ways.touches is not null end as is_attributed,
  ways.first_touched_at,
  ways.first_channel,
  ways.last_channel,
  date_diff('second', ways.first_touched_at, bought.converted_at) as seconds_from_first_touch
from bought
cross join told
left join ways using (conversion_id)
