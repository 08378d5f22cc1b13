-- All customers to date whose last order is more than 45 days back, the lost included: the wider reading of “at risk”.
with $customers
select
  case when $grain <> 'day' then count(*) filter (where last_day < $period_end::date - 46) end as value
from people
