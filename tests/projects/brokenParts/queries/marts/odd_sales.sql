-- Of one shop's products no number can be made.
select
  sold_on,
  product,
  quantity,
  case when shop = 'Harbour' then cast(product as integer) else 0 end as number
from sales
