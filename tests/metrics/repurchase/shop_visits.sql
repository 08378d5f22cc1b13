-- Days on which a known person bought, each person's days counted; ids with more than 35 orders in a calendar week are terminals, not people, and are left out.
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
)

select count(distinct (customer_id, day))
from people
where day >= $period_start
  and day < $period_end
