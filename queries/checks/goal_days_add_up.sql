-- The days of a month's goal add up to the goal.
with months as (
  select * from goals
),

days as (
  select * from goal_days
),

planned as (
  select measure, month, sum(goal_amount) as goal_amount
  from months
  group by all
),

spread as (
  select measure, date_trunc('month', day)::date as month, sum(goal_amount) as goal_amount
  from days
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
