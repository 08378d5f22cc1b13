-- The days of a month's goal add up to the goal.
with planned as (
  select measure, month, sum(goal_amount) as goal_amount
  from goals
  group by all
),

spread as (
  select measure, date_trunc('month', day)::date as month, sum(goal_amount) as goal_amount
  from goal_days
  group by all
)

select
  planned.measure,
  planned.month,
  planned.goal_amount,
  spread.goal_amount as spread_amount
from planned
left join spread using (measure, month)
where spread.goal_amount is distinct from planned.goal_amount
order by planned.measure, planned.month
