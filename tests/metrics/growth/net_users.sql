-- Gained less lost.
select count(*) filter (where is_now) - count(*) filter (where is_just_before)
from (
  select
    user_id,
    bool_or(occurred_at >= $period_start) as is_now,
    bool_or(occurred_at < $period_start and occurred_at >= case $grain
      when 'day' then $period_start::date - 1
      when 'week' then $period_start::date - 7
      when 'month' then ($period_start::date - interval 1 month)::date
      when 'quarter' then ($period_start::date - interval 3 month)::date
      else ($period_start::date - interval 1 year)::date
    end) as is_just_before,
    bool_or(occurred_at < case $grain
      when 'day' then $period_start::date - 1
      when 'week' then $period_start::date - 7
      when 'month' then ($period_start::date - interval 1 month)::date
      when 'quarter' then ($period_start::date - interval 3 month)::date
      else ($period_start::date - interval 1 year)::date
    end) as is_earlier
  from stg_events
  where user_id is not null
    and occurred_at < $period_end
  group by user_id
)
