-- Known customers with exactly one completed order by the period’s end.
with $customers
select
  count(*) filter (where orders = 1) as value
from people
