select
  account as customer_id,
  account as customer_name,
  'company' as kind,
  if(sector = 'technolgy', 'technology', sector) as industry,
  office_location as country
from shop.accounts
