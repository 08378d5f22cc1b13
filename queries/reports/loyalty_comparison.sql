-- Orders placed as a member against the others in the period; and customers who have ever been members against those
-- who have not. The two are not the same people: a member may order without saying so.
-- No block of metrics says this: its rows divide orders, and then customers: two splits that no dimension has together.
with receipts as (
  select *
  from orders
  where is_completed
    and ordered_on >= $period_start::date
    and ordered_on < $period_end::date
),

people as (
  select *
  from customer_periods
  where grain = $grain
    and period_start = $period_start::date
    and orders > 0
),

placed as (
  select
    case when is_loyalty then 'Orders with loyalty' else 'Orders without' end as who,
    not coalesce(is_loyalty, false) as is_other,
    0 as part,
    count(*) as orders,
    sum(revenue_amount) as revenue,
    count(distinct customer_id) as customers,
    null::double as repeat_rate
  from receipts
  group by all
),

bought as (
  select
    case when is_member then 'Customers who are members' else 'Customers who are not' end as who,
    not is_member as is_other,
    1 as part,
    sum(orders)::bigint as orders,
    sum(revenue_amount) as revenue,
    count(*) as customers,
    count(*) filter (where lifetime_orders >= 2) / count(*) as repeat_rate
  from people
  group by all
)

select
  who,
  orders,
  revenue,
  revenue / orders as order_value,
  customers,
  case when part = 1 then orders / customers end as orders_per_customer,
  case when part = 1 then revenue / customers end as revenue_per_customer,
  repeat_rate
from (select * from placed union all select * from bought)
order by part, is_other
