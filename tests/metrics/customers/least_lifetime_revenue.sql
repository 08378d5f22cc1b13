-- The least that any customer to date has brought.
with $customers
select
  case when $grain <> 'day' then min(revenue) end as value
from people
