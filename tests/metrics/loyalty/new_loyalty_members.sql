-- Customers who joined the loyalty programme in the period.
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
where member_on >= $period_start and member_on < $period_end
