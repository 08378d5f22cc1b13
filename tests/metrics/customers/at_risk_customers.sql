-- Customers whose last order is more than 45 days back at the period’s end, but within 365 days; those beyond are lost.
with $customers
select
  case when $grain <> 'day' then count(*) filter (where orders_365 > 0 and last_day < $period_end::date - 46) end as value
from people
