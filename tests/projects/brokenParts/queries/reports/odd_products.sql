select
  product,
  sum(case when shop = 'Harbour' then cast(product as integer) else 1 end) as number
from sales
group by product
order by product
