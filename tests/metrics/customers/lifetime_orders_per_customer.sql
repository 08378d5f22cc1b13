-- Orders so far for each customer to date.
with $customers
select
  case when $grain <> 'day' then sum(orders) / nullif(count(*), 0) end as value
from people
