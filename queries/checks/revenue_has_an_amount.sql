-- Every completed order says what was charged, itself or by its lines.
-- severity: warn
select
  order_id,
  ordered_at,
  location_name
from orders
where is_completed
  and revenue_amount is null
order by ordered_at, order_id
