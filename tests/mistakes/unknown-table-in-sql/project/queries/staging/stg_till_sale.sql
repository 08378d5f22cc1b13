select
  local_time(sold_at) as sold_at,
  shop,
  product,
  quantity,
  amount,
  guest
from till.sales
