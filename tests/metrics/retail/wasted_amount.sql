-- What the pieces thrown away would have sold for at their present prices.
select sum(s.wasted_quantity * p.price_amount)
from stg_stock_days as s
join stg_products as p on p.product_id = s.product_id
where s.day >= $period_start
  and s.day < $period_end
