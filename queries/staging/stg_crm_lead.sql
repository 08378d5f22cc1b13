-- One row per lead that has not been deleted, in the brand's own time. Text that says nothing is NULL.
select
  Id as lead_id,
  local_time(CreatedDate)::date as created_on,
  ConvertedDate as converted_on,
  nullif(trim(LeadSource), '') as lead_source,
  nullif(trim(Branch__c), '') as branch,
  nullif(trim(Tribe__c), '') as tribe,
  nullif(trim(regexp_replace(City, '\s+', ' ', 'g')), '') as city,
  nullif(trim(State), '') as state,
  Latitude as latitude,
  Longitude as longitude,
  nullif(trim(regexp_replace(How_did_you_hear__c, '\s+', ' ', 'g')), '') as channel_answer
from crm.lead
where not coalesce(IsDeleted, false)
