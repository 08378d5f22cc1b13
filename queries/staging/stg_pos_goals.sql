select
  'revenue' as measure,
  month,
  store_code as location_id,
  revenue as goal_amount
from pos.targets
