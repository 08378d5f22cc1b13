-- Trials that ended in the period, and whose customer began to pay within them or on the day of their end.
select count(*) from stg_subscriptions as s where s.is_trial and s.monthly_amount = 0 and (s.ended_on is null or s.ended_on > s.started_on) and s.ended_on >= $period_start and s.ended_on < $period_end
  and exists (
    select 1 from stg_subscriptions as p
    where p.customer_id = s.customer_id and p.monthly_amount > 0 and p.started_on between s.started_on and s.ended_on
      and (p.ended_on is null or p.ended_on > p.started_on)
  )
