-- Customers with eight orders or more in the last 30 days (about twice a week), but for those whose first was within them.
with $customers
select
  case when $grain <> 'day' then count(*) filter (where not (first_day >= $period_end::date - 30) and orders_30 >= 8) end as value
from people
