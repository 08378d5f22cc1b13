-- Mean over customers of each one’s mean days from one day with an order to the next, so far; those with a single such day have none, and two orders of one day are one visit.
with $customers
select
  case when $grain <> 'day' then avg((last_day - first_day) / (days - 1)) filter (where days > 1) end as value
from people
