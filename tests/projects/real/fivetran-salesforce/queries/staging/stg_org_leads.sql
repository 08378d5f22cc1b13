select
  id as lead_id,
  local_time(created_date) as created_at,
  lead_source as channel,
  owner_id as owner,
  industry as segment,
  country,
  local_time(converted_date)::date as converted_on,
  converted_account_id as customer_id,
  status = 'Unqualified' as is_disqualified
from org.lead
where not is_deleted
