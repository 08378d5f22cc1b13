-- Worth of the open deals times the probability of their stage at the period's end; without a history of stages, created and qualified are the stages; of one stage.
select sum(amount * probability::decimal(9, 6))
from (
  select d.amount, s.probability, s.stage
  from stg_opportunities as d
  join stg_opportunity_stages as s on s.opportunity_id = d.opportunity_id
  where s.entered_on < $period_end
    and coalesce(
      (
        select n.entered_on
        from stg_opportunity_stages as n
        where n.opportunity_id = s.opportunity_id and n.stage_number > s.stage_number and n.entered_on is not null
        order by n.stage_number
        limit 1
      ),
      d.closed_on,
      date '9999-12-31'
    ) >= $period_end
  union all
  select
    d.amount,
    case when d.closed_on is null then d.probability end,
    case when d.qualified_on < $period_end then 'Qualified' else 'Created' end
  from stg_opportunities as d
  where d.opportunity_id is not null
    and not exists (from stg_opportunity_stages as s where s.opportunity_id = d.opportunity_id and s.entered_on is not null)
    and (
      -- Created, until qualified or closed.
      (d.created_on < $period_end and coalesce(d.qualified_on, d.closed_on, date '9999-12-31') >= $period_end and (d.qualified_on is null or d.qualified_on > d.created_on))
      or
      -- Qualified, until closed.
      (d.qualified_on < $period_end and coalesce(d.closed_on, date '9999-12-31') >= $period_end)
    )
)
where stage is not distinct from $value
