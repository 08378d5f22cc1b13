-- Deals open at the period's end that should have closed by then, the largest first.
with deals as (
  select * from opportunities
),

stretches as (
  select
    opportunity_id,
    stage
  from opportunity_stages
  where entered_on < $period_end
    and (left_on is null or left_on >= $period_end)
)

select
  deals.opportunity_name as deal,
  deals.owner,
  stretches.stage,
  deals.open_amount as amount,
  $period_end::date - 1 - deals.created_on as age_days,
  $period_end::date - 1 - deals.expected_close_on as overdue_days,
  deals.activities
from deals
left join stretches using (opportunity_id)
where deals.created_on < $period_end
  and (deals.closed_on is null or deals.closed_on >= $period_end)
  and deals.expected_close_on < $period_end
order by deals.open_amount desc nulls last, overdue_days desc, deal, deals.opportunity_id
