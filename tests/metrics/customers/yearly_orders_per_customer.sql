-- Orders of 365 days for each customer to date.
with $customers
select
  case when $grain <> 'day' then sum(orders_365) / nullif(count(*), 0) end as value
from people
