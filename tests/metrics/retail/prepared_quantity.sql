-- Pieces that shops made ready for sale.
select case when count(*) = 0 then 0 else sum(prepared_quantity) end
from stg_stock_days
where day >= $period_start
  and day < $period_end
