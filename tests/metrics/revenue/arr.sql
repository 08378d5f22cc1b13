-- Twelve times the monthly amounts of the subscriptions that stand on the last day.
select case when (select min(started_on) from stg_subscriptions) < $period_end then 12 * coalesce(sum(s.monthly_amount) filter (where s.started_on < $period_end and (s.ended_on is null or s.ended_on >= $period_end) and (s.ended_on is null or s.ended_on > s.started_on)), 0) end
from stg_subscriptions as s
