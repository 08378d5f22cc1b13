-- Pieces that shops made ready for sale.
select sum(prepared_quantity)
from stg_stock_days
where day >= $period_start
  and day < $period_end
