-- How well each paying customer does at a period's end, from what its users, devices, bills and tickets did in the 28 days
-- before. Everything is counted, nothing is drawn; a part that is not known is left out, and the others carry its weight.
-- A score needs at least three of its five parts, and the lowest risk two of the three signs that could speak against it:
-- of one part alone a score says nothing.
with events as (
  select * from stg_events
),

users as (
  select * from stg_users
),

features as (
  select * from stg_features
),

devices as (
  select * from stg_devices
),

device_days as (
  select * from stg_device_days
),

grains as (
  select unnest(['week', 'month', 'quarter', 'year']) as grain
),

told as (
  select
    (select min(occurred_at)::date from events) as first_event_on,
    (select min(occurred_at)::date from events where feature_id is not null) as first_feature_use_on,
    (select min(opened_on) from tickets) as first_ticket_on,
    (select min(paid_on) from payments) as first_payment_on,
    (select min(paid_on) from payments where is_failed is not null) as first_payment_state_on,
    (select min(started_on) from customer_mrr) as first_amount_on,
    coalesce(
      greatest(
        (select max(occurred_at)::date from events),
        (select max(day) from device_days),
        (select max(opened_on) from tickets),
        (select max(paid_on) from payments)
      ),
      (select max(started_on) from customer_mrr)
    ) as last_day
),

days as (
  select unnest(range(first_amount_on, last_day + 1, interval 1 day))::date as day
  from told
),

periods as (
  select distinct
    grains.grain,
    period_start(grains.grain, days.day) as period,
    next_period(grains.grain, period_start(grains.grain, days.day)) as period_end
  from days
  cross join grains
),

-- The days that a period's scores look back on. A join on equal days is many times faster than one on a range.
looked_at as (
  select
    grain,
    period,
    period_end,
    unnest(range(period_end - 56, period_end, interval 1 day))::date as day
  from periods
),

recent as (
  select *
  from looked_at
  where day >= period_end - 28
),

paying as (
  select
    periods.*,
    customer_mrr.customer_id,
    customer_mrr.monthly_amount
  from periods
  join customer_mrr
    on customer_mrr.started_on < periods.period_end
    and (customer_mrr.ended_on is null or customer_mrr.ended_on >= periods.period_end)
  where customer_mrr.is_paid
),

contracts as (
  select
    paying.grain,
    paying.period,
    paying.customer_id,
    min(subscriptions.started_on) as paid_since,
    bool_or(subscriptions.billing_period = 'year') as is_billed_yearly
  from paying
  join subscriptions
    on subscriptions.customer_id = paying.customer_id
    and subscriptions.started_on < paying.period_end
    and (subscriptions.ended_on is null or subscriptions.ended_on >= paying.period_end)
  where subscriptions.is_paid
  group by all
),

user_changes as (
  select customer_id, signed_up_at::date as changed_on, 1 as change
  from users
  union all
  select customer_id, deactivated_at::date, -1
  from users
  where deactivated_at is not null
),

user_counts as (
  select
    customer_id,
    changed_on,
    sum(sum(change)) over (partition by customer_id order by changed_on) as user_count
  from user_changes
  where customer_id is not null and changed_on is not null
  group by customer_id, changed_on
),

used as (
  select
    coalesce(events.customer_id, users.customer_id) as customer_id,
    events.user_id,
    events.feature_id,
    events.occurred_at::date as day
  from events
  left join users on users.user_id = events.user_id
),

user_days as (
  select distinct customer_id, user_id, day
  from used
  where user_id is not null
),

engagement as (
  select
    looked_at.grain,
    looked_at.period,
    user_days.customer_id,
    count(distinct user_days.user_id) filter (where looked_at.day >= looked_at.period_end - 28) as active_users,
    count(distinct user_days.user_id) filter (where looked_at.day < looked_at.period_end - 28) as active_users_before
  from looked_at
  join user_days using (day)
  group by all
),

feature_days as (
  select distinct used.customer_id, used.feature_id, used.day, features.released_on
  from used
  join features on features.feature_id = used.feature_id
),

adoption as (
  select
    recent.grain,
    recent.period,
    feature_days.customer_id,
    count(distinct feature_days.feature_id) as features_used
  from recent
  join feature_days using (day)
  where feature_days.released_on is null or feature_days.released_on < recent.period_end
  group by all
),

features_out as (
  select
    periods.grain,
    periods.period,
    count(features.feature_id) as feature_count
  from periods
  left join features on features.released_on is null or features.released_on < periods.period_end
  group by all
),

customer_device_days as (
  select
    devices.customer_id,
    device_days.day,
    sum(device_days.minutes_up) as minutes_up,
    sum(device_days.minutes_expected) as minutes_expected
  from device_days
  join devices using (device_id)
  group by all
),

uptime as (
  select
    recent.grain,
    recent.period,
    customer_device_days.customer_id,
    sum(customer_device_days.minutes_up) as minutes_up,
    sum(customer_device_days.minutes_expected) as minutes_expected
  from recent
  join customer_device_days using (day)
  group by all
),

support as (
  select
    recent.grain,
    recent.period,
    tickets.customer_id,
    count(*) as ticket_count,
    count(*) filter (where tickets.is_escalated) as escalated_count,
    count(*) filter (where tickets.is_escalated or tickets.satisfaction_score <= 2) as unhappy_count
  from recent
  join tickets on tickets.opened_on = recent.day
  group by all
),

payment_days as (
  select
    customer_id,
    paid_on,
    arg_max(is_failed, (paid_at, payment_id)) as is_failed_last
  from payments
  where is_paid or is_failed
  group by customer_id, paid_on
),

paid_days as (
  select distinct customer_id, paid_on
  from payments
  where is_paid
),

facts as (
  select
    paying.*,
    contracts.is_billed_yearly,
    amounts_before.monthly_amount as amount_90_days_before,
    user_counts.user_count,
    if(told.first_event_on < paying.period_end, coalesce(engagement.active_users, 0), null) as active_users,
    coalesce(engagement.active_users_before, 0) as active_users_before,
    features_out.feature_count,
    if(told.first_feature_use_on < paying.period_end, coalesce(adoption.features_used, 0), null) as features_used,
    uptime.minutes_up,
    uptime.minutes_expected,
    if(told.first_ticket_on < paying.period_end, coalesce(support.ticket_count, 0), null) as ticket_count,
    coalesce(support.escalated_count, 0) as escalated_count,
    coalesce(support.unhappy_count, 0) as unhappy_count,
    if(
      told.first_payment_state_on < paying.period_end,
      coalesce(payment_days.is_failed_last, false),
      null
    ) as is_past_due,
    if(
      told.first_payment_on < paying.period_end,
      paying.period_end - greatest(paid_days.paid_on, contracts.paid_since, told.first_payment_on),
      null
    ) as days_without_payment
  from paying
  cross join told
  join contracts using (grain, period, customer_id)
  join features_out using (grain, period)
  left join engagement using (grain, period, customer_id)
  left join adoption using (grain, period, customer_id)
  left join uptime using (grain, period, customer_id)
  left join support using (grain, period, customer_id)
  asof left join customer_mrr as amounts_before
    on amounts_before.customer_id = paying.customer_id
    and amounts_before.started_on < paying.period_end - 90
  asof left join user_counts
    on user_counts.customer_id = paying.customer_id
    and user_counts.changed_on < paying.period_end
  asof left join payment_days
    on payment_days.customer_id = paying.customer_id
    and payment_days.paid_on < paying.period_end
  asof left join paid_days
    on paid_days.customer_id = paying.customer_id
    and paid_days.paid_on < paying.period_end
),

-- least() and greatest() pass over what is not there, so that each part asks first.
parts as (
  select
    *,
    if(user_count > 0 and active_users is not null, least(100, 100 * active_users / user_count), null) as engagement_score,
    if(minutes_expected > 0 and minutes_up is not null, least(100, 100 * minutes_up / minutes_expected), null) as device_score,
    if(
      amount_90_days_before > 0,
      greatest(0, least(100, 50 + 200 * (monthly_amount / amount_90_days_before - 1))),
      null
    ) as revenue_score,
    if(ticket_count is not null, greatest(0, 100 - 20 * ticket_count - 20 * escalated_count), null) as support_score,
    if(feature_count > 0, 100 * features_used / feature_count, null) as adoption_score
  from facts
),

weighed as (
  select
    *,
    0.3 * (engagement_score is not null)::integer
    + 0.2 * (device_score is not null)::integer
    + 0.2 * (revenue_score is not null)::integer
    + 0.15 * (support_score is not null)::integer
    + 0.15 * (adoption_score is not null)::integer as weight,
    (engagement_score is not null)::integer
    + (device_score is not null)::integer
    + (revenue_score is not null)::integer
    + (support_score is not null)::integer
    + (adoption_score is not null)::integer as parts_known,
    0.3 * coalesce(engagement_score, 0)
    + 0.2 * coalesce(device_score, 0)
    + 0.2 * coalesce(revenue_score, 0)
    + 0.15 * coalesce(support_score, 0)
    + 0.15 * coalesce(adoption_score, 0) as weighed_score
  from parts
),

scores as (
  select
    *,
    if(parts_known >= 3, weighed_score / weight, null)::decimal(6, 2) as health_score,
    case
      when coalesce(days_without_payment, active_users, ticket_count) is null then null
      when is_past_due then 80
      when days_without_payment > if(is_billed_yearly, 400, 90) then 70
      when active_users_before >= 2 and active_users * 2 < active_users_before then 60
      when monthly_amount < amount_90_days_before then 50
      when unhappy_count > 0 then 40
      when (days_without_payment is not null)::integer
        + (active_users is not null)::integer
        + (ticket_count is not null)::integer >= 2 then 20
    end as churn_risk_score
  from weighed
),

neighbours as (
  select
    *,
    lag(period) over each_customer as period_before,
    lag(health_score) over each_customer as health_score_before
  from scores
  window each_customer as (partition by customer_id, grain order by period)
),

-- Where no source tells how any customer does, there is nothing to score: nobody is at risk or safe, nobody knows.
known as (
  select
    coalesce(
      bool_or(
        health_score is not null or churn_risk_score is not null or is_past_due is not null
        or active_users is not null or device_score is not null or ticket_count is not null
      ),
      false
    ) as is_known
  from scores
),

customers as (
  select distinct on (customer_id) customer_id, customer_name, segment, industry, region, channel, owner
  from customer_mrr
  order by customer_id, started_on
)

select
  neighbours.customer_id,
  neighbours.grain,
  neighbours.period,
  neighbours.monthly_amount,
  neighbours.engagement_score::decimal(6, 2) as engagement_score,
  neighbours.device_score::decimal(6, 2) as device_score,
  neighbours.revenue_score::decimal(6, 2) as revenue_score,
  neighbours.support_score::decimal(6, 2) as support_score,
  neighbours.adoption_score::decimal(6, 2) as adoption_score,
  neighbours.parts_known,
  neighbours.health_score,
  case
    when neighbours.health_score >= 80 then 'Thriving'
    when neighbours.health_score >= 60 then 'Well'
    when neighbours.health_score >= 40 then 'Weak'
    when neighbours.health_score < 40 then 'Poor'
  end as health_band,
  if(
    neighbours.period_before = previous_period(neighbours.grain, neighbours.period),
    neighbours.health_score - neighbours.health_score_before,
    null
  ) as health_change,
  neighbours.churn_risk_score,
  case
    when neighbours.churn_risk_score >= 60 then true
    when neighbours.is_past_due is not null or neighbours.active_users is not null then false
  end as is_at_risk,
  neighbours.is_past_due,
  neighbours.ticket_count,
  neighbours.active_users,
  customers.* exclude (customer_id)
from neighbours
join customers using (customer_id)
cross join known
where known.is_known
