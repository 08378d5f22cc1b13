select distinct
  drink as product_id,
  drink as product_name,
  true as is_beverage
from stg_machine_sale
