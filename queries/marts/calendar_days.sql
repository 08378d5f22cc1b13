-- Every day from the brand's first order to its last, whether anything was sold or not: what "per day" divides by.
with span as (
  select
    min(ordered_on) as first_day,
    max(ordered_on) as last_day
  from orders
)

select unnest(generate_series(first_day, last_day, interval 1 day))::date as day
from span
