-- Customers whose spend of the last 90 days is at most half that of the 90 days before.
with $customers
select
  case when $grain <> 'day' then count(*) filter (where revenue_90_before > 0 and revenue_90 * 2 <= revenue_90_before) end as value
from people
