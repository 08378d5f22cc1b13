-- Mean days from the last order to the period’s last day, of those who bought within 365 days; the lost would only ever raise it.
with $customers
select
  case when $grain <> 'day' then avg($period_end::date - 1 - last_day) filter (where orders_365 > 0) end as value
from people
