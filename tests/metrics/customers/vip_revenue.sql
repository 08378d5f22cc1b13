-- What the VIP customers brought in the 365 days that end with the period.
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
  case when $grain <> 'day' then coalesce(sum(revenue_365) filter (where least(staler, rarer, poorer) * 5 >= 3 * others), 0) end as value
from shares
having (select count(*) from people) > 0
