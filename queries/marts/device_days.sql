-- One row per machine and day on which it reported or should have.
with days as (
  select * from stg_device_days
),

machines as (
  select * from devices
)

select
  days.*,
  machines.location_id,
  machines.location_name,
  machines.region,
  machines.city,
  machines.customer_id,
  machines.model,
  machines.firmware
from days
left join machines using (device_id)
