-- One row per goal of a month, with what the shop took towards it: the revenue of its completed orders, or of their
-- lines where the goal is for one category. A goal of persons has its actuals elsewhere.
with plans as (
  select * from stg_goals
),

shops as (
  select * from stg_locations
),

receipts as (
  select * from orders
),

lines as (
  select * from order_items
),

taken as (
  select
    location_id,
    date_trunc('month', ordered_on)::date as month,
    null as category,
    sum(revenue_amount) as revenue_amount
  from receipts
  where is_completed
  group by all
  union all
  select
    location_id,
    date_trunc('month', ordered_on)::date as month,
    category,
    sum(line_amount) as revenue_amount
  from lines
  where is_completed
    and category is not null
    and exists (from plans where category is not null)
  group by all
)

select
  plans.measure,
  plans.month,
  plans.location_id,
  shops.location_name,
  shops.region,
  plans.owner,
  plans.category,
  plans.goal_amount,
  taken.revenue_amount as actual_amount
from plans
left join shops using (location_id)
left join taken
  on plans.measure = 'revenue'
  and taken.location_id = plans.location_id
  and taken.month = plans.month
  and taken.category is not distinct from plans.category
