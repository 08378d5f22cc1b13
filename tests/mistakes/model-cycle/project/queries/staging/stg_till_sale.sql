select
  local_time(sold_at) as sold_at,
  shop,
  product,
  quantity,
  amount,
  guest
from till.sale
where guest not in (select guest from guests)
