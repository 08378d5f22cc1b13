-- Orders of the period that were returned, whenever that was.
select count(*)
from stg_orders as o
where o.ordered_at >= $period_start
  and o.ordered_at < $period_end
  and o.status = 'returned'
