-- Heavy customers as a share of those who ordered in the last 30 days.
with $customers
select
  case when $grain <> 'day' then count(*) filter (where not (first_day >= $period_end::date - 30) and orders_30 >= 8) / nullif(count(*) filter (where orders_30 > 0), 0) end as value
from people
