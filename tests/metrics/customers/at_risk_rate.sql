-- Customers at risk as a share of those who bought within 365 days.
with $customers
select
  case when $grain <> 'day' then count(*) filter (where orders_365 > 0 and last_day < $period_end::date - 46) / nullif(count(*) filter (where orders_365 > 0), 0) end as value
from people
