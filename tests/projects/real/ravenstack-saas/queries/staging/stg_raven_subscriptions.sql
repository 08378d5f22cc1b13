-- The day of the end is taken as the first one that is not paid for.
select
  subscription_id,
  account_id as customer_id,
  plan_tier as plan,
  if(billing_frequency = 'annual', 'year', 'month') as billing_period,
  seats,
  start_date as started_on,
  end_date as ended_on,
  mrr_amount as monthly_amount,
  is_trial
from raven.subscriptions
