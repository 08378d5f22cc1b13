-- Customers to date without an order in the last 30 days.
with $customers
select
  case when $grain <> 'day' then count(*) filter (where not (first_day >= $period_end::date - 30) and orders_30 = 0) end as value
from people
