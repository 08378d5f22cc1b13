-- Days on which somebody who is known by name or card bought something.
with purchases as (
  select * from orders where is_completed
),

people as (
  select * from stg_customers
),

days as (
  select
    customer_id,
    ordered_on as active_on,
    count(*) as order_count
  from purchases
  where customer_id is not null
    and ordered_on is not null
  group by customer_id, active_on
)

select
  days.*,
  people.segment,
  people.region,
  people.channel
from days
left join people using (customer_id)
