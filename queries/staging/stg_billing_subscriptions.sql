-- Taproom replaces a subscription when its amount changes, so each of Stripe's is one stretch of an unchanged amount.
-- Amounts are cents for a device and the rhythm of the bills.
select
  "metadata.contract" as subscription_id,
  "metadata.account_id" as customer_id,
  "items.data.0.price.nickname" as plan,
  "items.data.0.price.recurring.interval" as billing_period,
  "items.data.0.quantity" as seats,
  local_time(start_date)::date as started_on,
  local_time(ended_at)::date as ended_on,
  (
    "items.data.0.quantity" * "items.data.0.price.unit_amount"
    / (100 * if("items.data.0.price.recurring.interval" = 'year', 12, 1))
  )::decimal(18, 4) as monthly_amount,
  trial_start is not null as is_trial,
  status
from billing.subscriptions
