select
  receipt as order_id,
  customer as customer_id,
  sales_outlet_id as location_id,
  transaction_date + transaction_time as ordered_at,
  case instore_yn when 'Y' then 'in store' when 'N' then 'to go' end as channel,
  staff_id
from stg_outlets_lines
where line = 1
