-- Customers with one to three orders in the last 30 days, but for those whose first was within them.
with $customers
select
  case when $grain <> 'day' then count(*) filter (where not (first_day >= $period_end::date - 30) and orders_30 between 1 and 3) end as value
from people
