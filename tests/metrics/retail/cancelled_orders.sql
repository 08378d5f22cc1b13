-- Orders that were cancelled before they were paid or made.
select count(*)
from stg_orders as o
where o.ordered_at >= $period_start
  and o.ordered_at < $period_end
  and o.status = 'cancelled'
