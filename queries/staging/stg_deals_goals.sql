select
  'bookings' as measure,
  hs_start_datetime as month,
  sales_rep as owner,
  hs_target_amount as goal_amount
from deals.quotas
