-- One row per order, which the tills tell of line by line. A customer is whoever was signed in: a printed card may be
-- anybody's, and taking it too would count those who use both as two. What was charged is the sum of the lines.
select
  order_id,
  min(user_id) as customer_id,
  min(restaurant_id) as location_id,
  min(ordered_at) as ordered_at,
  case min(app_name)
    when 'TRATTORIA_APP' then 'App'
    when 'TRATTORIA_WEB' then 'Web'
    when 'TRATTORIA_KIOSK' then 'Kiosk'
    when 'TRATTORIA_COUNTER' then 'Counter'
    else min(app_name)
  end as channel,
  bool_or(is_loyalty) as is_loyalty
from stg_tills_lines
group by order_id
