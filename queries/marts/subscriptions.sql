-- One row per stretch in which nothing about a subscription changed. A stretch that ends before it begins never was. A
-- trial costs nothing; any other stretch without a price has an unknown one, which is not 0.
with subscriptions as (
  select * from stg_subscriptions
),

customers as (
  select * from stg_customers
),

standing as (
  select
    *,
    coalesce(monthly_amount, case when is_trial then 0 end) as amount
  from subscriptions
  where customer_id is not null
    and started_on is not null
    and (ended_on is null or ended_on > started_on)
),

told as (
  select
    bool_or(is_trial is not null) as tells_trials,
    coalesce(bool_or(amount is not null) filter (where is_trial is not true), true) as tells_prices
  from standing
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
  case when told.tells_trials then coalesce(standing.is_trial and standing.amount = 0, false) end as is_trial,
  case
    when standing.is_trial and standing.amount = 0 and told.tells_prices then trials.converted_on is not null
  end as is_converted,
  trials.converted_on,
  standing.status,
  customers.customer_name,
  customers.segment,
  customers.industry,
  customers.region,
  customers.channel,
  customers.owner
from standing
cross join told
left join trials
  on trials.subscription_id = standing.subscription_id
  and trials.started_on = standing.started_on
left join customers on customers.customer_id = standing.customer_id
