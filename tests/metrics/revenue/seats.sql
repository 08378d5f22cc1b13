-- Seats of the subscriptions that bring something on the last day.
select case when count(*) = 0 then 0 else sum(s.seats) end from stg_subscriptions as s where s.monthly_amount > 0 and s.started_on < $period_end and (s.ended_on is null or s.ended_on >= $period_end) and (s.ended_on is null or s.ended_on > s.started_on)
