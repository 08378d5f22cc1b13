-- Median days between a visit and the same person's visit before it, which a few who were away for long do not move.
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

days as (
  select distinct * from people
)

select median(
  day - (
    select max(before.day)
    from days as before
    where before.customer_id = days.customer_id
      and before.day < days.day
  )
)
from days
where day >= $period_start
  and day < $period_end
