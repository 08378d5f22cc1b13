-- What is known of each customer at the period’s end, by the raw rows: `$customers` of the second computations in customers/.
brought as (
  select
    o.order_id,
    o.customer_id,
    o.ordered_at,
    o.status,
    o.returns_order_id,
    coalesce(o.amount, l.line_amount - coalesce(o.discount_amount, 0)) as amount,
    coalesce(o.returned_amount, l.returned_amount, 0)::decimal(18, 4) as back_amount
  from stg_orders as o
  left join (
    select
      order_id,
      sum(line_amount) as line_amount,
      sum(coalesce(returned_amount, line_amount * returned_quantity / nullif(quantity, 0))) as returned_amount
    from stg_order_items
    group by order_id
  ) as l on l.order_id = o.order_id
),
sales as (
  select
    customer_id,
    ordered_at::date as day,
    coalesce(amount - back_amount, 0) as amount
  from brought
  where customer_id is not null
    and coalesce(status, 'completed') = 'completed'
    and ordered_at < $period_end
),
given_back as (
  select r.customer_id, coalesce(o.ordered_at, r.ordered_at)::date as day, abs(r.amount) as amount
  from brought as r
  left join main.stg_orders as o on o.order_id = r.returns_order_id
  where r.returns_order_id is not null
    or (r.status = 'returned' and r.amount < 0)
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
