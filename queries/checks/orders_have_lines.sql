-- Every completed order of a brand whose lines are known has any; what is said of products and pieces is said of those that have.
-- severity: warn
with receipts as (
  select * from orders where is_completed
)

select
  order_id,
  ordered_at,
  location_name
from receipts
where not has_lines
  and exists (from receipts where has_lines)
order by ordered_at, order_id
