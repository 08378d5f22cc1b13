-- What each customer pays after every change adds up to what the subscriptions bring now.
with by_customer as (
  select sum(monthly_amount) as amount
  from customer_mrr
  where ended_on is null
),

by_subscription as (
  select sum(monthly_amount) as amount
  from subscriptions
  where ended_on is null
)

select
  by_customer.amount as amount_of_customers,
  by_subscription.amount as amount_of_subscriptions
from by_customer
cross join by_subscription
where coalesce(by_customer.amount, 0) <> coalesce(by_subscription.amount, 0)
