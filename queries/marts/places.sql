-- A city stands where most of its people's addresses do: the median forgives the odd address that was geocoded to
-- another country, to sea, or to zero.
with leads as (
  select * from stg_leads
)

select
  lead_places.place,
  lead_places.city,
  lead_places.state_code,
  round(median(leads.latitude), 4) as latitude,
  round(median(leads.longitude), 4) as longitude
from lead_places
join leads using (lead_id)
where leads.latitude between 18 and 72
  and leads.longitude between -180 and -65
group by all
