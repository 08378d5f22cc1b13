-- Mean days since the last order of everybody.
with $customers
select
  case when $grain <> 'day' then avg($period_end::date - 1 - last_day) end as value
from people
