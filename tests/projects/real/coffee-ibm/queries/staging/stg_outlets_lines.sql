-- One row per line, with a receipt that is one of its own: numbers begin anew in each outlet on each day, and lines of a
-- receipt may share theirs.
select
  transaction_date || '/' || sales_outlet_id || '/' || transaction_id as receipt,
  row_number() over (
    partition by transaction_date, sales_outlet_id, transaction_id
    order by line_item_id, product_id, quantity, line_item_amount
  ) as line,
  nullif(customer_id, '0') as customer,
  *
from outlets.receipts
