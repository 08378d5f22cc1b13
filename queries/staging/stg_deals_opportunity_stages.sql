-- HubSpot keeps a column for each stage with the last time at which a deal came into it.
with deals as (
  select * from deals.deals
),

entered as (
  select id, 1 as stage_number, 'Discovery' as stage, 0.1 as probability, hs_v2_date_entered_discovery as entered_at
  from deals
  union all
  select id, 2, 'Demo', 0.3, hs_v2_date_entered_demo
  from deals
  union all
  select id, 3, 'Proposal', 0.5, hs_v2_date_entered_proposal
  from deals
  union all
  select id, 4, 'Negotiation', 0.75, hs_v2_date_entered_negotiation
  from deals
)

select
  id::varchar as opportunity_id,
  stage_number,
  stage,
  probability::double as probability,
  local_time(entered_at)::date as entered_on
from entered
where entered_at is not null
