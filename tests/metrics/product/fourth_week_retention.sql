-- Of those whose 28 days from the first event ended in the period, the share with an event in the last seven of them.
select
  count(*) filter (where exists (from stg_events as e where e.user_id = f.user_id and e.occurred_at::date - f.first_on between 21 and 27))
  / nullif(count(*), 0)
from (select user_id, min(occurred_at)::date as first_on from stg_events where user_id is not null group by user_id) as f
where f.first_on + 28 >= $period_start
  and f.first_on + 28 < $period_end
