-- Customers in the loyalty programme at the period’s end: since the day that the source tells, or since their first order as a member.
with joined as (
  select customer_id, min(day) as member_on
  from (
    select customer_id, member_since as day from stg_customers
    union all
    select customer_id, ordered_at::date from stg_orders
    where is_loyalty and customer_id is not null and coalesce(status, 'completed') = 'completed'
  )
  where day is not null
  group by customer_id
)
select count(*) as value
from joined
left join stg_customers as c on c.customer_id = joined.customer_id
where joined.member_on < $period_end and (c.left_on is null or c.left_on >= $period_end)
