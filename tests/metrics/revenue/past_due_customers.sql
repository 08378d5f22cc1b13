-- Those who pay on the last day and whose latest payment failed.
with ends as (
  select $period_end::date as e where $grain <> 'day'
),

paying as (
  select
    ends.e,
    s.customer_id,
    sum(s.monthly_amount) as amount,
    max((s.billing_period = 'year')::integer) as yearly,
    min(s.started_on) as since
  from ends
  join stg_subscriptions as s on s.started_on < ends.e and (s.ended_on is null or s.ended_on >= ends.e) and (s.ended_on is null or s.ended_on > s.started_on)
  where s.monthly_amount > 0
  group by all
),

facts as (
  select
    p.*,
    (select y.status from stg_payments as y where y.customer_id = p.customer_id and y.paid_at < p.e order by y.paid_at desc, y.payment_id desc limit 1) as latest_status
  from paying as p
),

scores as (
  select
    e,
    customer_id,
    amount,
    latest_status = 'failed' as is_due
  from facts
),

now as (
  select * from scores where e = $period_end
)

select case when $grain <> 'day' then count(*) filter (where is_due) end
from now
