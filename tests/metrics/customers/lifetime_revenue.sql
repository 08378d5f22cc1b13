-- What all customers to date have brought by the period’s end.
with $customers
select
  case when $grain <> 'day' then sum(revenue) end as value
from people
