-- A contact that was merged into another one is that one. What HubSpot calls a contact's first conversion is the first
-- form that it sent: for a lead, the day from which marketing takes it seriously.
with contacts as (
  select * from portal.contact where not coalesce(_fivetran_deleted, false)
),

merged as (
  select trim(unnest(string_split(property_hs_merged_object_ids, ';'))) as lead_id
  from contacts
  where property_hs_merged_object_ids is not null
)

select
  id::varchar as lead_id,
  local_time(property_createdate) as created_at,
  local_time(property_first_conversion_date)::date as qualified_on
from contacts
where id::varchar not in (select lead_id from merged)
