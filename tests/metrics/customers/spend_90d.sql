-- What known customers spent in the 90 days that end with the period.
with $customers
select
  case when $grain <> 'day' then sum(revenue_90) end as value
from people
