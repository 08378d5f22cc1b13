-- One row per stretch in which nothing about a subscription changed. A stretch that ends before it begins never was.
with stretches as (
  select * from stg_subscriptions
),

customers as (
  select * from stg_customers
),

standing as (
  select
    *,
    coalesce(monthly_amount, 0) as amount
  from stretches
  where customer_id is not null
    and started_on is not null
    and (ended_on is null or ended_on > started_on)
),

paid_starts as (
  select
    customer_id,
    started_on as paid_on
  from standing
  where amount > 0
),

trials as (
  select
    standing.subscription_id,
    standing.started_on,
    min(paid_starts.paid_on) as converted_on
  from standing
  join paid_starts
    on paid_starts.customer_id = standing.customer_id
    and paid_starts.paid_on >= standing.started_on
    and (standing.ended_on is null or paid_starts.paid_on <= standing.ended_on)
  where standing.is_trial and standing.amount = 0
  group by all
)

select
  standing.subscription_id,
  standing.customer_id,
  standing.plan,
  standing.billing_period,
  standing.seats,
  standing.started_on,
  standing.ended_on,
  standing.started_on + 365 as year_after_start,
  standing.ended_on + 365 as year_after_end,
  standing.amount as monthly_amount,
  standing.amount > 0 as is_paid,
  coalesce(standing.is_trial, false) and standing.amount = 0 as is_trial,
  trials.converted_on,
  standing.status,
  customers.customer_name,
  customers.segment,
  customers.industry,
  customers.region,
  customers.channel,
  customers.owner
from standing
left join trials
  on trials.subscription_id = standing.subscription_id
  and trials.started_on = standing.started_on
left join customers on customers.customer_id = standing.customer_id
