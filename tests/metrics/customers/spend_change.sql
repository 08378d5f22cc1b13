-- Spend of the last 90 days against the 90 days before, as a share of the latter; windows of equal length, so that short months do not count as a fall.
with $customers
select
  case when $grain <> 'day' then (sum(revenue_90) - sum(revenue_90_before)) / nullif(sum(revenue_90_before), 0) end as value
from people
