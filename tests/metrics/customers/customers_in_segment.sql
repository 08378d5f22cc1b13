-- Everybody who has bought by the period’s end, to be split by tier, segment or use; the parts add up to the customers to date.
with $customers
select
  case when $grain <> 'day' then count(*) end as value
from people
