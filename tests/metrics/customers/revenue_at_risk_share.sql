-- Revenue at risk as a share of what known customers brought in the last 365 days.
with $customers
select
  case when $grain <> 'day' then sum(case when orders_365 > 0 and last_day < $period_end::date - 46 then revenue_365 else 0 end) / nullif(sum(revenue_365), 0) end as value
from people
