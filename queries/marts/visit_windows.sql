-- How many orders each person had in windows of two and three weeks. The windows follow one another without overlap,
-- counted from 1 January 2000 in both directions, and belong to the day on which they end: only then is it known who came again.
with lengths as (
  select unnest([14, 21]) as window_days
),

placed as (
  select
    lengths.window_days,
    -- A remainder is below zero before 2000: brought to one from 0 on, so that windows end there as they do after it.
    visits.visited_on - (
      ((visits.visited_on - date '2000-01-01') % lengths.window_days + lengths.window_days) % lengths.window_days
    )::integer as starts_on,
    visits.customer_id,
    visits.orders
  from visits
  cross join lengths
)

select
  window_days::integer as window_days,
  starts_on::date as starts_on,
  (starts_on + (window_days - 1)::integer)::date as last_day,
  customer_id,
  sum(orders)::bigint as orders
from placed
group by all
