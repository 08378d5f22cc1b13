-- Customers to date whose lifetime revenue is above that of at least 80 % of the other customers (percent_rank, so that ties fall together).
with $customers,
tiers as (
  select
    p.*,
    coalesce(
      (select count(*) from people as other where other.revenue < p.revenue)
      / nullif((select count(*) from people) - 1, 0),
      0
    ) as share_below
  from people as p
)
select
  case when $grain <> 'day' then count(*) filter (where share_below >= 0.8) end as value
from tiers
