-- What each salesperson is to book on a day: the month's quota spread evenly over its days, so that a week, or a quarter
-- that is not over, can be held against its part of it.
with quotas as (
  select
    owner,
    day,
    sum(goal_amount)::decimal(18, 4) as quota_amount
  from goal_days
  where measure = 'bookings'
    and owner is not null
  group by owner, day
)

select
  quotas.owner,
  sales_reps.territory,
  sales_reps.manager,
  quotas.day,
  quotas.day - 91 as is_ahead_from,
  quotas.quota_amount
from quotas
left join sales_reps using (owner)
