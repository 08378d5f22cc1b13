-- VIP customers as a share of those who bought within 365 days.
with $customers,
live as (
  select * from people where orders_365 > 0
),
shares as (
  select
    p.*,
    greatest((select count(*) from live) - 1, 1) as others,
    (select count(*) from live as other where other.last_day < p.last_day) as staler,
    (select count(*) from live as other where other.orders_365 < p.orders_365) as rarer,
    (select count(*) from live as other where other.revenue_365 < p.revenue_365) as poorer
  from live as p
)
select
  case when $grain <> 'day' then count(*) filter (where least(staler, rarer, poorer) * 5 >= 3 * others) / nullif(count(*), 0) end as value
from shares
