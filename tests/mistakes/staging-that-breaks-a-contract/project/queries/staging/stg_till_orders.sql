select
  row_number() over () as order_id,
  sold_at as ordered_at,
  amount::double as amount,
  'counter' as chanel
from till.sale
