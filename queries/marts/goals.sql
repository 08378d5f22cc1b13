-- One row per goal of a month, with what the shop took towards it: the revenue of its completed orders, or of their
-- lines where the goal is for one category. A goal of persons has its actuals elsewhere.
with goals as (
  select * from stg_goals
),

locations as (
  select * from stg_locations
),

taken as (
  select
    location_id,
    date_trunc('month', ordered_on)::date as month,
    null as category,
    sum(revenue_amount) as revenue_amount
  from orders
  where is_completed
  group by all
  union all
  select
    location_id,
    date_trunc('month', ordered_on)::date as month,
    category,
    sum(line_amount) as revenue_amount
  from order_items
  where is_completed
    and category is not null
    and exists (from goals where category is not null)
  group by all
)

select
  goals.measure,
  goals.month,
  goals.location_id,
  locations.location_name,
  locations.region,
  goals.owner,
  goals.category,
  goals.goal_amount,
  taken.revenue_amount as actual_amount
from goals
left join locations using (location_id)
left join taken
  on goals.measure = 'revenue'
  and taken.location_id = goals.location_id
  and taken.month = goals.month
  and taken.category is not distinct from goals.category
