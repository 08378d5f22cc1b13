-- Completed orders in the period of customers who have never been in the loyalty programme.
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
joined as (
  select customer_id, min(day) as member_on
  from (
    select customer_id, member_since as day from stg_customers
    union all
    select customer_id, ordered_at::date from stg_orders
    where is_loyalty and customer_id is not null and coalesce(status, 'completed') = 'completed'
  )
  where day is not null
  group by customer_id
),
active as (
  select
    s.customer_id,
    max(coalesce(j.member_on < $period_end, false)::integer) = 1 as is_member,
    count(*) filter (where s.day >= $period_start) as orders,
    count(*) as orders_so_far,
    sum(s.amount) filter (where s.day >= $period_start) as revenue
  from sales as s
  left join joined as j on j.customer_id = s.customer_id
  group by s.customer_id
)
select case when $grain <> 'day' then case when count(*) = 0 then 0 else sum(case when not is_member then orders else 0 end) end end as value
from active
where orders > 0
