select
  cup::varchar as order_id,
  card as customer_id,
  'machine' as location_id,
  sold_at as ordered_at,
  money as amount,
  cash_type as payment_method
from stg_machine_sale
