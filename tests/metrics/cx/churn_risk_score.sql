-- The mean risk of those who pay on the last day.
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

who as (
  select coalesce(v.customer_id, u.customer_id) as customer_id, v.user_id, v.feature_id, v.occurred_at::date as day
  from stg_events as v
  left join stg_users as u on u.user_id = v.user_id
),

facts as (
  select
    p.*,
    (select sum(s.monthly_amount) from stg_subscriptions as s where s.customer_id = p.customer_id and s.monthly_amount > 0 and s.started_on < (p.e - 90) and (s.ended_on is null or s.ended_on >= (p.e - 90)) and (s.ended_on is null or s.ended_on > s.started_on)) as before,
    (select count(distinct w.user_id) from who as w where w.customer_id = p.customer_id and w.day between p.e - 28 and p.e - 1) as active,
    (select count(distinct w.user_id) from who as w where w.customer_id = p.customer_id and w.day between p.e - 56 and p.e - 29) as active_before,
    (select count(*) from stg_tickets as t where t.customer_id = p.customer_id and t.opened_at >= p.e - 28 and t.opened_at < p.e and (t.is_escalated or t.satisfaction_score < 3)) as unhappy,
    (select y.status from stg_payments as y where y.customer_id = p.customer_id and y.paid_at < p.e order by y.paid_at desc, y.payment_id desc limit 1) as latest_status,
    (select max(y.paid_at::date) from stg_payments as y where y.customer_id = p.customer_id and y.paid_at < p.e and y.status <> 'failed') as paid_on,
    (select min(v.occurred_at) from stg_events as v) < p.e as knows_use,
    (select min(t.opened_at) from stg_tickets as t) < p.e as knows_tickets,
    (select min(y.paid_at::date) from stg_payments as y) as first_payment_on
  from paying as p
),

scores as (
  select
    e,
    customer_id,
    amount,
    case
      when latest_status = 'failed' then 80
      when first_payment_on < e and e - greatest(paid_on, since, first_payment_on) > case yearly when 1 then 400 else 90 end then 70
      when active_before > 1 and active < active_before / 2 and knows_use then 60
      when amount < before then 50
      when unhappy > 0 then 40
      when coalesce((first_payment_on < e)::integer, 0) + coalesce(knows_use::integer, 0) + coalesce(knows_tickets::integer, 0) > 1 then 20
    end as risk
  from facts
),

now as (
  select * from scores where e = $period_end
)

select avg(risk)
from now
