-- Locations with at least one completed order.
select count(distinct o.location_id)
from stg_orders as o
where o.ordered_at >= $period_start
  and o.ordered_at < $period_end
  and coalesce(o.status, 'completed') = 'completed'
