-- Known customers with at least two completed orders by the period’s end, be it on one day.
with $customers
select
  count(*) filter (where orders >= 2) as value
from people
