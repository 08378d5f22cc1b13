-- One row per lead that has not been deleted, in the brand's own time. Text that says nothing is NULL.
select
  Id as lead_id,
  local_time(CreatedDate) as created_at,
  nullif(trim(regexp_replace(How_did_you_hear__c, '\s+', ' ', 'g')), '') as channel_text,
  nullif(trim(Branch__c), '') as segment,
  nullif(trim(Tribe__c), '') as subsegment,
  nullif(trim(regexp_replace(City, '\s+', ' ', 'g')), '') as city,
  nullif(trim(State), '') as region,
  Latitude as latitude,
  Longitude as longitude,
  ConvertedDate as converted_on,
  case when ConvertedDate is not null then Id end as customer_id,
  true as is_membership
from crm.lead
where not coalesce(IsDeleted, false)
