-- Mean days from signing up to the first event, of those whose first event is in the period.
select avg(date_diff('day', u.signed_up_at::date, f.first_on))
from (select user_id, min(occurred_at)::date as first_on from stg_events group by user_id) as f
join stg_users as u on u.user_id = f.user_id
where f.first_on >= $period_start
  and f.first_on < $period_end
  and u.signed_up_at::date <= f.first_on
