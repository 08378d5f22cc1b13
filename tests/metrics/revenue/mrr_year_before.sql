-- Monthly amounts of the subscriptions that stood 365 days before the last day; 0 for a part of the brand that had none then.
select case when (select min(f.started_on) from main.stg_subscriptions as f) < $period_end::date - 365 then coalesce(sum(s.monthly_amount) filter (where s.started_on < ($period_end::date - 365) and (s.ended_on is null or s.ended_on >= ($period_end::date - 365)) and (s.ended_on is null or s.ended_on > s.started_on)), 0) end
from stg_subscriptions as s
