-- Fivetran writes a deal's properties as columns, and its stages as a table: the stage says whether the deal is closed.
select
  deal.deal_id::varchar as opportunity_id,
  deal.property_dealname as opportunity_name,
  deal.owner_id as owner,
  local_time(deal.property_createdate)::date as created_on,
  local_time(deal.property_closedate)::date as expected_close_on,
  if(stage.is_closed, local_time(deal.property_closedate)::date, null) as closed_on,
  stage.label as stage,
  if(stage.is_closed, stage.closed_won, null) as is_won,
  deal.property_amount as amount,
  stage.probability
from portal.deal
left join portal.stage on stage.stage_id = deal.deal_pipeline_stage_id
where not deal.is_deleted
