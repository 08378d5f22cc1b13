select
  customer_id,
  'person' as kind,
  join_date as member_since
from diner.members
