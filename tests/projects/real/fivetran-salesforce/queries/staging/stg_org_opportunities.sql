-- Salesforce's close date is a plan while a deal is open. All of these deals are in the bin, and would be left out of any
-- report; here they are kept, for there is nothing else to count. Probability is out of 100, and 1000 was let through.
select
  id as opportunity_id,
  name as opportunity_name,
  account_id as customer_id,
  owner_id as owner,
  lead_source as channel,
  local_time(created_date)::date as created_on,
  close_date::date as expected_close_on,
  if(is_closed, close_date::date, null) as closed_on,
  stage_name as stage,
  if(is_closed, is_won, null) as is_won,
  amount,
  if(probability between 0 and 100, probability / 100, null) as probability
from org.opportunity
