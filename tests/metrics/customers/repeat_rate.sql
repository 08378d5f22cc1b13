-- Share of all customers to date who have ordered at least twice; over their whole life, not within the period.
with $customers
select
  count(*) filter (where orders >= 2) / nullif(count(*), 0) as value
from people
