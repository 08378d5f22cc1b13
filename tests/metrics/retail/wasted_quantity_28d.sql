-- The last 28 days of it.
select case when count(*) = 0 then 0 else sum(wasted_quantity) end
from stg_stock_days
where day >= $period_end::date - 28
  and day < $period_end
