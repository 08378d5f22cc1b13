-- Orders of whatever state, cancelled, returned and open ones included.
select count(*)
from stg_orders as o
where o.ordered_at >= $period_start
  and o.ordered_at < $period_end
