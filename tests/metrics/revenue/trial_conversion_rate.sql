-- The share of the trials that ended in the period whose customer began to pay by then.
select count(*) filter (where exists (
    select 1 from stg_subscriptions as p
    where p.customer_id = s.customer_id and p.monthly_amount > 0 and p.started_on between s.started_on and s.ended_on
      and (p.ended_on is null or p.ended_on > p.started_on)
  )) / nullif(count(*), 0)
from stg_subscriptions as s where s.is_trial and s.monthly_amount = 0 and (s.ended_on is null or s.ended_on > s.started_on) and s.ended_on >= $period_start and s.ended_on < $period_end
