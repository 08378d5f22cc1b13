-- Customers with a completed order within the 365 days that end with the period.
with $customers
select
  case when $grain <> 'day' then count(*) filter (where orders_365 > 0) end as value
from people
