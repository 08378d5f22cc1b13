-- People with a day on which they redeemed at least once.
select count(distinct user_id)
from (
  select user_id, occurred_at::date as day
  from stg_events where user_id is not null and occurred_at >= $period_start and occurred_at < $period_end
    and event_type = 'points_redeemed'
  group by all
  having sum(coalesce(uses, 1)) > 0
)
