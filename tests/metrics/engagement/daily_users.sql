-- People and days, for each day with anybody.
select count(*) / nullif(count(distinct day), 0)
from (select distinct user_id, occurred_at::date as day from stg_events where user_id is not null and occurred_at >= $period_start and occurred_at < $period_end)
