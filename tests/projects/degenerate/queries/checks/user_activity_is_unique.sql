-- A person has one row per day of activity.
select
  user_id,
  active_on,
  count(*) as row_count
from user_activity
group by user_id, active_on
having count(*) > 1
order by user_id, active_on
