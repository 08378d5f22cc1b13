-- One row per machine with the place where it stands.
with machines as (
  select * from stg_devices
),

places as (
  select * from stg_locations
)

select
  machines.*,
  places.location_name,
  places.region,
  places.city
from machines
left join places using (location_id)
