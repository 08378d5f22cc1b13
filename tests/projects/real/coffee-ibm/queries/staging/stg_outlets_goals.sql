-- A goal for the whole, and one for each group of products.
with goals as (
  select
    sales_outlet_id,
    strptime('1-' || year_month, '%-d-%b-%y')::date as month,
    unnest([null, 'Whole Bean/Teas', 'Beverages', 'Food', 'Merchandise']) as category,
    unnest([total_goal, beans_goal, beverage_goal, food_goal, "merchandise _goal"]) as goal
  from outlets.target
)

select
  'revenue' as measure,
  month,
  sales_outlet_id as location_id,
  category,
  goal as goal_amount
from goals
