-- What each customer pays in all, from each day on which that changes until the next.
with changes as (
  select customer_id, started_on as changed_on, monthly_amount as change_amount
  from subscriptions
  where is_paid
  union all
  select customer_id, ended_on, -monthly_amount
  from subscriptions
  where is_paid and ended_on is not null
),

days as (
  select
    customer_id,
    changed_on,
    sum(change_amount)::decimal(18, 4) as change_amount
  from changes
  group by customer_id, changed_on
),

amounts as (
  select
    *,
    (sum(change_amount) over each_customer)::decimal(18, 4) as monthly_amount,
    lead(changed_on) over each_customer as ended_on
  from days
  window each_customer as (partition by customer_id order by changed_on)
),

customers as (
  select
    customer_id,
    any_value(customer_name order by started_on, subscription_id) as customer_name,
    any_value(segment order by started_on, subscription_id) as segment,
    any_value(industry order by started_on, subscription_id) as industry,
    any_value(region order by started_on, subscription_id) as region,
    any_value(channel order by started_on, subscription_id) as channel,
    any_value(owner order by started_on, subscription_id) as owner
  from subscriptions
  group by customer_id
)

select
  amounts.customer_id,
  amounts.changed_on as started_on,
  amounts.ended_on,
  amounts.change_amount,
  amounts.monthly_amount,
  amounts.monthly_amount > 0 as is_paid,
  customers.* exclude (customer_id)
from amounts
join customers using (customer_id)
