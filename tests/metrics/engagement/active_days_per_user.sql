-- Days with an event, for each person.
select count(*) / nullif(count(distinct user_id), 0)
from (select distinct user_id, occurred_at::date as day from stg_events where user_id is not null and occurred_at >= $period_start and occurred_at < $period_end)
