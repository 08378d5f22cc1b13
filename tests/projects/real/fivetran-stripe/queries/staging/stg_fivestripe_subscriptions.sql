-- What a subscription brings is what its items do, each by the rhythm of its plan. The export has items of subscriptions
-- that it lacks: these begin with their first item, and each is a customer's of its own. Nothing is paid in a trial.
with items as (
  select
    items.subscription_id,
    min(items.created) as first_created,
    sum(items.quantity) as quantity,
    sum(
      items.quantity * plans.amount / 100.0
      * case plans.interval when 'year' then 1 / 12.0 when 'month' then 1 when 'week' then 52 / 12.0 when 'day' then 365 / 12.0 end
      / plans.interval_count
    )::decimal(18, 4) as monthly_amount
  from fivestripe.subscription_item as items
  left join fivestripe.plan as plans on plans.id = items.plan_id
  group by items.subscription_id
)

select
  items.subscription_id,
  coalesce(subscriptions.customer_id, 'customer of ' || items.subscription_id) as customer_id,
  items.quantity::bigint as seats,
  local_time(coalesce(subscriptions.start_date, items.first_created))::date as started_on,
  local_time(subscriptions.ended_at)::date as ended_on,
  if(subscriptions.trial_end >= subscriptions.ended_at, 0, items.monthly_amount) as monthly_amount,
  subscriptions.trial_start is not null as is_trial,
  subscriptions.status
from items
left join fivestripe.subscription as subscriptions on subscriptions.id = items.subscription_id
