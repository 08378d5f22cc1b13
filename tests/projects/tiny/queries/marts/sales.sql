select
  sold_at::date as sold_on,
  shop,
  product,
  quantity,
  amount,
  guest
from stg_till_sale
