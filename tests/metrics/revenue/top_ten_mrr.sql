-- What the ten customers who pay most pay on the last day.
with boundaries as (
  select -1 as n, $period_end::date as boundary
  union all
  select
    n,
    ($period_start::date - n * case $grain
      when 'day' then interval 1 day
      when 'week' then interval 7 day
      when 'month' then interval 1 month
      when 'quarter' then interval 3 month
      else interval 1 year
    end)::date
  from range(0, 1200) as numbers(n)
),

held as (
  select b.n, s.customer_id, sum(s.monthly_amount) as amount
  from boundaries as b
  join stg_subscriptions as s on s.started_on < b.boundary and (s.ended_on is null or s.ended_on >= b.boundary) and (s.ended_on is null or s.ended_on > s.started_on)
  where s.monthly_amount > 0
  group by all
),

pairs as (
  select
    customer_id,
    coalesce(max(amount) filter (where n = -1), 0) as closing,
    coalesce(max(amount) filter (where n = 0), 0) as opening,
    count(*) filter (where n > 0) > 0 as had_paid
  from held
  group by customer_id
)

select sum(closing)
from (select closing from pairs where closing > 0 order by closing desc limit 10)
