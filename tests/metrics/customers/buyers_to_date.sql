-- Known customers with at least one completed order by the period’s end.
with $customers
select
  count(*) as value
from people
