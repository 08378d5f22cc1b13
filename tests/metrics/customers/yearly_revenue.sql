-- What known customers brought in the 365 days that end with the period.
with $customers
select
  case when $grain <> 'day' then sum(revenue_365) end as value
from people
