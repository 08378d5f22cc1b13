-- One row per machine with the place where it stands.
with devices as (
  select * from stg_devices
),

locations as (
  select * from stg_locations
)

select
  devices.*,
  locations.location_name,
  locations.region,
  locations.city
from devices
left join locations using (location_id)
