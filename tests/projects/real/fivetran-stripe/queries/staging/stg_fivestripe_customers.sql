select
  id as customer_id,
  name as customer_name,
  local_time(created)::date as joined_on
from fivestripe.customer
where not is_deleted
