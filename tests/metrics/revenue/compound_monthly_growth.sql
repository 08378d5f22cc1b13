-- The twelfth root of the growth over 365 days, less 1.
select
  (
    coalesce(sum(s.monthly_amount) filter (where s.started_on < $period_end and (s.ended_on is null or s.ended_on >= $period_end) and (s.ended_on is null or s.ended_on > s.started_on)), 0)
    / nullif(case when min(s.started_on) < $period_end::date - 365 then coalesce(sum(s.monthly_amount) filter (where s.started_on < ($period_end::date - 365) and (s.ended_on is null or s.ended_on >= ($period_end::date - 365)) and (s.ended_on is null or s.ended_on > s.started_on)), 0) end, 0)
  ) ** (1 / 12.0) - 1
from stg_subscriptions as s
