-- Pieces that were made ready and thrown away unsold.
select case when count(*) = 0 then 0 else sum(wasted_quantity) end
from stg_stock_days
where day >= $period_start
  and day < $period_end
