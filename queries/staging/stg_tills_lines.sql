-- The lines that count: of real applications, with an id. The one that the tills test with is left out, and so is a line
-- without an id, which nothing can be joined to; checks say how many these are.
select
  trim(app_name) as app_name,
  restaurant_id,
  local_time(creation_time_utc) as ordered_at,
  order_id,
  nullif(trim(user_id), '') as user_id,
  coalesce(is_loyalty, false) as is_loyalty,
  lineitem_id,
  trim(item_name) as item_name,
  item_price,
  item_quantity
from tills.order_items
where lineitem_id is not null
  and trim(app_name) not ilike '%development%'
