-- A deal is qualified when its demo is held; a renewal needs none, and is from its first day on.
select
  id::varchar as opportunity_id,
  dealname as opportunity_name,
  account_id as customer_id,
  lead_id,
  sales_rep as owner,
  territory,
  sales_manager as manager,
  plan as product,
  deal_source as channel,
  case dealtype
    when 'newbusiness' then 'new'
    when 'existingbusiness' then 'expansion'
    else dealtype
  end as kind,
  local_time(createdate)::date as created_on,
  case
    when dealtype = 'renewal' then local_time(createdate)::date
    else local_time(hs_v2_date_entered_demo)::date
  end as qualified_on,
  expected_close_date as expected_close_on,
  local_time(closedate)::date as closed_on,
  dealstage as stage,
  hs_is_closed_won as is_won,
  closed_lost_reason as lost_reason,
  amount,
  hs_deal_stage_probability as probability
from deals.deals
