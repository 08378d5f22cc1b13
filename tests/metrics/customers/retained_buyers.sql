-- Known customers who bought in this period and in the calendar’s period before it.
with bounds as (
  select case $grain
    when 'day' then $period_start::date - 1
    when 'week' then $period_start::date - 7
    when 'month' then ($period_start::date - interval 1 month)::date
    when 'quarter' then ($period_start::date - interval 3 month)::date
    when 'year' then ($period_start::date - interval 1 year)::date
  end as previous_start
),
bought as (
  select distinct
    o.customer_id,
    case
      when o.ordered_at >= $period_start then 'now'
      when o.ordered_at >= (select previous_start from bounds) then 'just before'
      else 'earlier'
    end as moment
  from stg_orders as o
  where o.customer_id is not null
    and coalesce(o.status, 'completed') = 'completed'
    and o.ordered_at < $period_end
),
people as (
  select
    customer_id,
    bool_or(moment = 'now') as is_now,
    bool_or(moment = 'just before') as is_just_before,
    bool_or(moment = 'earlier') as is_earlier
  from bought
  group by customer_id
)
select count(*) filter (where is_now and is_just_before) as value
from people
