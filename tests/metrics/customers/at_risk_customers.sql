-- Customers whose last order is more than 45 days back at the period’s end, but within 365 days; those beyond are lost.
with sales as (
  select
    o.customer_id,
    o.ordered_at::date as day,
    coalesce(coalesce(o.amount, (select sum(i.line_amount) from stg_order_items as i where i.order_id = o.order_id) - coalesce(o.discount_amount, 0)) - coalesce(o.returned_amount, (select sum(coalesce(i.returned_amount, i.line_amount * i.returned_quantity / nullif(i.quantity, 0))) from stg_order_items as i where i.order_id = o.order_id), 0)::decimal(18, 4), 0) as amount
  from stg_orders as o
  where o.customer_id is not null
    and coalesce(o.status, 'completed') = 'completed'
    and o.ordered_at < $period_end
),
given_back as (
  select
    r.customer_id,
    coalesce((select o.ordered_at from main.stg_orders as o where o.order_id = r.returns_order_id), r.ordered_at)::date as day,
    abs(coalesce(r.amount, (select sum(i.line_amount) from stg_order_items as i where i.order_id = r.order_id) - coalesce(r.discount_amount, 0))) as amount
  from stg_orders as r
  where r.returns_order_id is not null
    or (r.status = 'returned' and coalesce(r.amount, (select sum(i.line_amount) from stg_order_items as i where i.order_id = r.order_id) - coalesce(r.discount_amount, 0)) < 0)
),
firsts as (
  select customer_id, min(day) as first_day from sales group by customer_id
),
turnover as (
  select customer_id, day, amount from sales
  union all
  select g.customer_id, greatest(g.day, f.first_day), -coalesce(g.amount, 0)
  from given_back as g
  join firsts as f on f.customer_id = g.customer_id
  where g.day < $period_end
),
worth as (
  select
    customer_id,
    sum(amount) as revenue,
    coalesce(sum(amount) filter (where day >= $period_end::date - 365), 0) as revenue_365,
    coalesce(sum(amount) filter (where day >= $period_end::date - 90), 0) as revenue_90,
    coalesce(sum(amount) filter (where day >= $period_end::date - 180 and day < $period_end::date - 90), 0) as revenue_90_before
  from turnover
  group by customer_id
),
people as (
  select
    customer_id,
    min(day) as first_day,
    max(day) as last_day,
    count(*) as orders,
    count(distinct day) as days,
    any_value(worth.revenue) as revenue,
    count(*) filter (where day >= $period_end::date - 30) as orders_30,
    count(*) filter (where day >= $period_end::date - 365) as orders_365,
    any_value(worth.revenue_365) as revenue_365,
    any_value(worth.revenue_90) as revenue_90,
    any_value(worth.revenue_90_before) as revenue_90_before
  from sales
  join worth using (customer_id)
  group by customer_id
)
select
  case when $grain <> 'day' then count(*) filter (where orders_365 > 0 and last_day < $period_end::date - 46) end as value
from people
