-- Customers to date without an order for 365 days.
with $customers
select
  case when $grain <> 'day' then count(*) filter (where orders_365 = 0) end as value
from people
