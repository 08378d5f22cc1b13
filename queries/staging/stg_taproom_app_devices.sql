select
  device_id,
  location_id,
  account_id as customer_id,
  model,
  firmware,
  installed_on,
  retired_on
from taproom_app.devices
