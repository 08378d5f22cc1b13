select
  id as customer_id,
  name as customer_name,
  'company' as kind,
  local_time(created_at)::date as joined_on
from fivedesk.organization
