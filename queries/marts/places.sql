-- A city stands where most of its people's addresses do: the median forgives the odd address that was geocoded to
-- another country, to sea, or to zero.
with people as (
  select * from stg_leads
),

homes as (
  select * from lead_places
)

select
  homes.place,
  homes.city,
  homes.state_code,
  round(median(people.latitude), 4) as latitude,
  round(median(people.longitude), 4) as longitude
from homes
join people using (lead_id)
where people.latitude between 18 and 72
  and people.longitude between -180 and -65
group by all
