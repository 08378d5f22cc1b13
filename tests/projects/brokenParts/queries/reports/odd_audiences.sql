select distinct
  shop as audience,
  case when shop = 'Harbour' then cast(cast(product as integer) as varchar) else shop end as title
from sales
order by audience
