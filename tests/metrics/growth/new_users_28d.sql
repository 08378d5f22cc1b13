-- People whose earliest event is in the 28 days that end with the period.
select count(*)
from (select user_id, min(occurred_at)::date as first_on from stg_events where user_id is not null group by user_id)
where first_on >= $period_end::date - 28 and first_on < $period_end
