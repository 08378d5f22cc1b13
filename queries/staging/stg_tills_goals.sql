select
  'revenue' as measure,
  month,
  restaurant_id as location_id,
  revenue_goal as goal_amount
from tills.goals
