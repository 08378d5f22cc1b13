-- Buyers with two orders or more within a window of three weeks, as a share of its buyers; the windows follow one another from 1 January 2000 on, and those count that end in the period.
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
    floor(date_diff('day', date '2000-01-01', day) / 21) as number,
    count(*) as orders
  from people
  group by all
)

select count(*) filter (where orders > 1) / nullif(count(*), 0)
from counts
where date '2000-01-01' + ((21 * (number + 1))::integer - 1) >= $period_start
  and date '2000-01-01' + ((21 * (number + 1))::integer - 1) < $period_end
