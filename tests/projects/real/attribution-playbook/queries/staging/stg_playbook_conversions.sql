select
  customer_id || ' ' || converted_at::varchar as conversion_id,
  customer_id,
  converted_at,
  revenue as amount
from playbook.customer_conversions
