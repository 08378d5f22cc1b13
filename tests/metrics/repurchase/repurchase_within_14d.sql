-- Share of visits that the same person followed by another within fourteen days, every visit weighing the same; a visit counts in the period in which its fourteen days have passed, so that none is judged too early.
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

select
  count(*) filter (
    where exists (
      from days as later
      where later.customer_id = days.customer_id
        and later.day > days.day
        and later.day <= days.day + 14
    )
  ) / nullif(count(*), 0)
from days
where day + 14 >= $period_start
  and day + 14 < $period_end
