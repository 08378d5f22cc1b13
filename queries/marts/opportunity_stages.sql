-- One row per stretch of days that a deal spent in a stage. Where a source keeps no history of stages, the days that are
-- known stand for it: created, then qualified, then closed; the source's own probability is then known only of deals
-- that are open still, for it becomes 0 or 1 when they close.
with history as (
  select
    opportunity_id,
    stage_number,
    stage,
    probability,
    entered_on
  from stg_opportunity_stages
  where entered_on is not null
),

milestones as (
  select
    opportunity_id,
    1 as stage_number,
    'Created' as stage,
    case when closed_on is null then probability end as probability,
    created_on as entered_on
  from opportunities
  where created_on is not null
    and (qualified_on is null or qualified_on > created_on)
  union all
  select
    opportunity_id,
    2 as stage_number,
    'Qualified' as stage,
    case when closed_on is null then probability end as probability,
    qualified_on as entered_on
  from opportunities
  where qualified_on is not null
),

stages as (
  select * from history
  union all
  select * from milestones
  where opportunity_id not in (select opportunity_id from history where opportunity_id is not null)
),

ordered as (
  select
    *,
    lead(stage) over each_deal as next_stage,
    lead(entered_on) over each_deal as next_entered_on
  from stages
  window each_deal as (partition by opportunity_id order by stage_number)
),

stretches as (
  select
    opportunities.opportunity_id,
    ordered.stage_number,
    ordered.stage,
    ordered.probability,
    ordered.entered_on,
    coalesce(ordered.next_entered_on, opportunities.closed_on) as left_on,
    case
      when ordered.next_entered_on is not null then 'next stage'
      when opportunities.closed_on is not null then opportunities.outcome
    end as left_for,
    opportunities.amount,
    opportunities.open_amount,
    opportunities.is_worth_known,
    opportunities.owner,
    opportunities.territory,
    opportunities.manager,
    opportunities.product,
    opportunities.channel,
    opportunities.kind
  from ordered
  join opportunities using (opportunity_id)
)

select
  *,
  case when left_on >= entered_on then left_on - entered_on end as days_in_stage
from stretches
