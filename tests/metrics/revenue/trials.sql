-- Trials that stand on the last day.
select count(*) from stg_subscriptions as s where s.is_trial and s.monthly_amount = 0 and s.started_on < $period_end and (s.ended_on is null or s.ended_on >= $period_end) and (s.ended_on is null or s.ended_on > s.started_on)
