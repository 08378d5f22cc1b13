-- Of the people whose earliest event is 1 days before a day of the period, the share with an event on that day.
select
  count(*) filter (where exists (
    from stg_events as e where e.user_id = u.user_id and e.occurred_at::date = u.first_on + 1
  ))
  / nullif(count(*), 0)
from (select user_id, min(occurred_at)::date as first_on from stg_events where user_id is not null group by user_id) as u
where first_on + 1 >= $period_start and first_on + 1 < $period_end
