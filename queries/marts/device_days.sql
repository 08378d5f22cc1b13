-- One row per machine and day on which it reported or should have.
with device_days as (
  select * from stg_device_days
)

select
  device_days.*,
  devices.location_id,
  devices.location_name,
  devices.region,
  devices.city,
  devices.customer_id,
  devices.model,
  devices.firmware
from device_days
left join devices using (device_id)
