select
  sales_outlet_id as location_id,
  product_id,
  strptime(transaction_date, '%-m/%-d/%Y')::date as day,
  start_of_day as prepared_quantity,
  quantity_sold as sold_quantity,
  waste as wasted_quantity
from outlets.pastry
