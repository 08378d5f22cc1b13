select
  order_id,
  date + time as ordered_at
from pizza.orders
