select
  id as customer_id,
  'person' as kind
from jaffle.customers
