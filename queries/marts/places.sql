-- A city stands where most of its people's addresses do: the median forgives the odd address that was geocoded to
-- another country, to sea, or to zero.
with crm as (
  select * from stg_crm_lead
),

homes as (
  select * from lead_places
)

select
  homes.place,
  homes.city,
  homes.state_code,
  round(median(crm.latitude), 4) as latitude,
  round(median(crm.longitude), 4) as longitude
from homes
join crm using (lead_id)
where crm.latitude between 18 and 72
  and crm.longitude between -180 and -65
group by all
