-- What known customers spent in the 90 days before those.
with $customers
select
  case when $grain <> 'day' then sum(revenue_90_before) end as value
from people
