-- Contacts as leads. Days are entered as days; only the moment of creation is UTC.
select
  id::varchar as lead_id,
  local_time(createdate) as created_at,
  first_channel as channel,
  first_campaign as campaign_id,
  sales_rep as owner,
  customer_segment as segment,
  industry as subsegment,
  city,
  state as region,
  'US' as country,
  mql_date as qualified_on,
  sql_date as accepted_on,
  won_date as converted_on,
  account_id as customer_id,
  coalesce(hs_lead_status = 'UNQUALIFIED', false) as is_disqualified
from hubspot.contacts
