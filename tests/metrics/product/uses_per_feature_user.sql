-- Uses of features in the period over the people who used any.
select
  sum(ifnull(uses, 1)) / nullif(count(distinct user_id), 0)
from stg_events
where occurred_at >= $period_start
  and occurred_at < $period_end
  and feature_id is not null
