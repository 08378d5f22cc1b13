select distinct
  'machine' as location_id,
  'The machine' as location_name
from stg_machine_sale
