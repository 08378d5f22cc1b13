-- What the High tier has brought by the period’s end.
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
  case when $grain <> 'day' then sum(case when share_below >= 0.8 then revenue else 0 end) end as value
from tiers
