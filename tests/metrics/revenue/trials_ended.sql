-- Trials that ended in the period.
select count(*) from stg_subscriptions as s where s.is_trial and s.monthly_amount = 0 and (s.ended_on is null or s.ended_on > s.started_on) and s.ended_on >= $period_start and s.ended_on < $period_end
