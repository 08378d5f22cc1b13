-- Ids that are no person's: a terminal or a till whose sales are all booked on one card. An id counts as one from the
-- first calendar week in which it has more than 35 completed orders, five a day on every day of the week: nobody who
-- buys for themselves does. A stated limit, and not "whoever has the most", which would take a good customer away
-- wherever there is no terminal.
with weeks as (
  select
    customer_id,
    date_trunc('week', ordered_on)::date as week,
    sum(orders)::bigint as orders
  from customer_days
  group by all
)

select
  customer_id,
  min(week) as since,
  max(orders)::bigint as most_weekly_orders
from weeks
where orders > 35
group by customer_id
