-- A person is in one state only in each period.
select
  user_id,
  grain,
  period,
  count(*) as row_count
from user_periods
group by user_id, grain, period
having count(*) > 1
order by user_id, grain, period
