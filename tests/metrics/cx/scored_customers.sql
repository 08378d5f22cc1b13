-- Those who pay on the last day and have a score.
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
    (select count(*) from stg_users as u where u.customer_id = p.customer_id and u.signed_up_at < p.e and (u.deactivated_at is null or u.deactivated_at >= p.e)) as people,
    (select count(distinct w.user_id) from who as w where w.customer_id = p.customer_id and w.day between p.e - 28 and p.e - 1) as active,
    (select count(distinct w.feature_id) from who as w where w.customer_id = p.customer_id and w.day between p.e - 28 and p.e - 1
      and w.feature_id in (select f.feature_id from stg_features as f where coalesce(f.released_on, date '1900-01-01') < p.e)) as used,
    (select count(*) from stg_features as f where coalesce(f.released_on, date '1900-01-01') < p.e) as released,
    (select sum(d.minutes_up) / nullif(sum(d.minutes_expected), 0) from stg_device_days as d where d.day between p.e - 28 and p.e - 1
      and d.device_id in (select m.device_id from stg_devices as m where m.customer_id = p.customer_id)) as up,
    (select count(*) from stg_tickets as t where t.customer_id = p.customer_id and t.opened_at >= p.e - 28 and t.opened_at < p.e) as asked,
    (select count(*) from stg_tickets as t where t.customer_id = p.customer_id and t.opened_at >= p.e - 28 and t.opened_at < p.e and t.is_escalated) as escalated,
    (select min(v.occurred_at) from stg_events as v) < p.e as knows_use,
    (select min(t.opened_at) from stg_tickets as t) < p.e as knows_tickets
  from paying as p
),

parts as (
  select
    *,
    [
      case when people > 0 and knows_use then least(100, 100 * active / people) end,
      case when up is not null then least(100, 100 * up) end,
      case when before > 0 then greatest(0, least(100, 50 + 200 * (amount / before - 1))) end,
      case when knows_tickets then greatest(0, 100 - 20 * asked - 20 * escalated) end,
      case when released > 0 and knows_use then 100 * used / released end
    ] as points,
    [0.3, 0.2, 0.2, 0.15, 0.15] as weights
  from facts
),

scores as (
  select
    e,
    customer_id,
    amount,
    case when list_count(points) >= 3 then
      list_sum(list_transform(range(1, 6), lambda i: weights[i] * points[i]))
      / nullif(list_sum(list_transform(range(1, 6), lambda i: case when points[i] is not null then weights[i] end)), 0)
    end::decimal(6, 2) as health
  from parts
),

now as (
  select * from scores where e = $period_end
)

select case when $grain <> 'day' then count(health) end
from now
