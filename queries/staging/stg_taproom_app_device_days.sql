select
  device_id,
  day,
  minutes_up,
  minutes_expected,
  errors,
  pours,
  litres as volume_litres,
  revenue as revenue_amount
from taproom_app.readings
