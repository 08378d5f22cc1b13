-- Somebody in every city, who joins on one of the days of January; every second one writes the state out.
select
  ID::varchar as lead_id,
  timestamp '2026-01-01 12:00:00' as created_at,
  CITY as city,
  case when ID % 2 = 0 then STATE_NAME else lower(STATE_CODE) end as region,
  case when ID % 3 = 0 then 'US' end as country,
  LATITUDE as latitude,
  LONGITUDE as longitude,
  date '2026-01-01' + (ID % 31)::integer as converted_on,
  true as is_membership
from atlas.city
