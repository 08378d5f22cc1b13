-- People whose earliest event is in the period.
select count(*)
from (select user_id, min(occurred_at)::date as first_on from stg_events where user_id is not null group by user_id)
where first_on >= $period_start and first_on < $period_end
