-- Known people with two completed orders or more in the period.
with people as (
  select
    customer_id,
    ordered_at::date as day
  from stg_orders
  where coalesce(status, 'completed') = 'completed'
    and customer_id is not null
    and customer_id not in (
      select customer_id
      from stg_orders
      where coalesce(status, 'completed') = 'completed'
        and customer_id is not null
      group by customer_id, isoyear(ordered_at), week(ordered_at)
      having count(*) > 35
    )
),

counts as (
  select
    customer_id,
    count(*) as orders
  from people
  where day >= $period_start
    and day < $period_end
  group by customer_id
)

select count(*) filter (where orders > 1)
from counts
