select
  entered.deal_id::varchar as opportunity_id,
  row_number() over (partition by entered.deal_id order by entered.date_entered, stage.display_order) as stage_number,
  coalesce(stage.label, entered.value) as stage,
  stage.probability,
  local_time(entered.date_entered)::date as entered_on
from portal.entered
left join portal.stage on stage.stage_id = entered.value
where not coalesce(stage.is_closed, false)
