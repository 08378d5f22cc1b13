-- Pieces that were made ready and thrown away unsold.
select sum(wasted_quantity)
from stg_stock_days
where day >= $period_start
  and day < $period_end
