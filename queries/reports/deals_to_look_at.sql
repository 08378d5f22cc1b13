-- Deals open at the period's end that should have closed by then, the largest first.
with stretches as (
  select
    opportunity_id,
    stage
  from opportunity_stages
  where entered_on < $period_end
    and (left_on is null or left_on >= $period_end)
)

select
  opportunities.opportunity_name as deal,
  opportunities.owner,
  stretches.stage,
  opportunities.open_amount as amount,
  $period_end::date - 1 - opportunities.created_on as age_days,
  $period_end::date - 1 - opportunities.expected_close_on as overdue_days,
  opportunities.activities
from opportunities
left join stretches using (opportunity_id)
where opportunities.created_on < $period_end
  and (opportunities.closed_on is null or opportunities.closed_on >= $period_end)
  and opportunities.expected_close_on < $period_end
order by opportunities.open_amount desc nulls last, overdue_days desc, deal, opportunities.opportunity_id
