-- Mean revenue so far of the customers to date (historic CLV: what they have brought, not a forecast).
with $customers
select
  case when $grain <> 'day' then sum(revenue) / nullif(count(*), 0) end as value
from people
