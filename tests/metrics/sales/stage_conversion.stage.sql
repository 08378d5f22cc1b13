-- Stages left without being lost over stages left in the period; without a history of stages, created and qualified are the stages; of one stage.
select count(*) filter (where is_passed) / nullif(count(*), 0)
from (
  select
    s.stage,
    s.entered_on,
    coalesce(n.entered_on, d.closed_on) as left_on,
    n.entered_on is not null or coalesce(d.is_won, false) as is_passed
  from stg_opportunity_stages as s
  join stg_opportunities as d on d.opportunity_id = s.opportunity_id
  left join lateral (
    select x.entered_on
    from stg_opportunity_stages as x
    where x.opportunity_id = s.opportunity_id and x.stage_number > s.stage_number and x.entered_on is not null
    order by x.stage_number
    limit 1
  ) as n on true
  where s.entered_on is not null
  union all
  select 'Created', d.created_on, coalesce(d.qualified_on, d.closed_on), d.qualified_on is not null or coalesce(d.is_won, false)
  from stg_opportunities as d
  where d.opportunity_id not in (select opportunity_id from stg_opportunity_stages where opportunity_id is not null and entered_on is not null)
    and d.created_on is not null
    and (d.qualified_on is null or d.qualified_on > d.created_on)
  union all
  select 'Qualified', d.qualified_on, d.closed_on, coalesce(d.is_won, false)
  from stg_opportunities as d
  where d.opportunity_id not in (select opportunity_id from stg_opportunity_stages where opportunity_id is not null and entered_on is not null)
    and d.qualified_on is not null
)
where left_on >= $period_start
  and left_on < $period_end
  and stage is not distinct from $value
