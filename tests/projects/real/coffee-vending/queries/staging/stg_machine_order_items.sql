select
  cup::varchar as order_item_id,
  cup::varchar as order_id,
  drink as product_id,
  1 as quantity,
  money as unit_price_amount,
  money as line_amount
from stg_machine_sale
