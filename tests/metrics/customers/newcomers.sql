-- Customers whose first order is within the last 30 days, whatever they have ordered since; the fifth of the usage segments.
with $customers
select
  case when $grain <> 'day' then count(*) filter (where first_day >= $period_end::date - 30) end as value
from people
