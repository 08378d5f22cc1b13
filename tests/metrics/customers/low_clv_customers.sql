-- Customers to date whose lifetime revenue is above that of less than 20 % of the other customers (percent_rank, so that ties fall together).
with sales as (
  select
    o.customer_id,
    o.ordered_at::date as day,
    coalesce(o.amount, (select sum(i.line_amount) from stg_order_items as i where i.order_id = o.order_id) - coalesce(o.discount_amount, 0), 0) as amount
  from stg_orders as o
  where o.customer_id is not null
    and coalesce(o.status, 'completed') = 'completed'
    and o.ordered_at < $period_end
),
people as (
  select
    customer_id,
    min(day) as first_day,
    max(day) as last_day,
    count(*) as orders,
    count(distinct day) as days,
    sum(amount) as revenue,
    count(*) filter (where day >= $period_end::date - 30) as orders_30,
    count(*) filter (where day >= $period_end::date - 365) as orders_365,
    coalesce(sum(amount) filter (where day >= $period_end::date - 365), 0) as revenue_365,
    coalesce(sum(amount) filter (where day >= $period_end::date - 90), 0) as revenue_90,
    coalesce(sum(amount) filter (where day >= $period_end::date - 180 and day < $period_end::date - 90), 0) as revenue_90_before
  from sales
  group by customer_id
),
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
  case when $grain <> 'day' then count(*) filter (where share_below < 0.2) end as value
from tiers
