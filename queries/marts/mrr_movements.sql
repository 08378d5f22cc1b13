-- How monthly recurring revenue moved: what each customer paid at a period's end against the end of the period before.
-- Only customers and periods in which something changed have a row, so that the mart grows with the changes, not with
-- the calendar. What rises and falls back within a period did not move it.
with grains as (
  select
    unnest(['day', 'week', 'month', 'quarter', 'year']) as grain,
    unnest([12 / 365.25, 7 * 12 / 365.25, 1, 3, 12]) as period_months
),

periods as (
  select
    customer_mrr.customer_id,
    grains.grain,
    grains.period_months,
    period_start(grains.grain, customer_mrr.started_on) as period,
    sum(customer_mrr.change_amount)::decimal(18, 4) as change_amount,
    arg_max(customer_mrr.monthly_amount, customer_mrr.started_on) as closing_amount
  from customer_mrr
  cross join grains
  group by all
),

neighbours as (
  select
    *,
    (closing_amount - change_amount)::decimal(18, 4) as opening_amount,
    coalesce(bool_or(closing_amount > 0) over earlier_periods, false) as has_paid_before
  from periods
  window earlier_periods as (
    partition by customer_id, grain
    order by period
    rows between unbounded preceding and 1 preceding
  )
),

kinds as (
  select
    *,
    case
      when opening_amount = 0 and not has_paid_before then 'new'
      when opening_amount = 0 then 'reactivation'
      when closing_amount = 0 then 'churn'
      when closing_amount > opening_amount then 'expansion'
      else 'contraction'
    end as kind
  from neighbours
  where change_amount <> 0
),

customers as (
  select distinct on (customer_id) customer_id, customer_name, segment, industry, region, channel, owner
  from customer_mrr
  order by customer_id, started_on
)

select
  kinds.customer_id,
  kinds.grain,
  kinds.period,
  kinds.period_months,
  kinds.kind,
  kinds.opening_amount,
  kinds.closing_amount,
  kinds.change_amount,
  if(kinds.kind = 'new', kinds.change_amount, 0) as new_amount,
  if(kinds.kind = 'expansion', kinds.change_amount, 0) as expansion_amount,
  if(kinds.kind = 'contraction', -kinds.change_amount, 0) as contraction_amount,
  if(kinds.kind = 'churn', -kinds.change_amount, 0) as churned_amount,
  if(kinds.kind = 'reactivation', kinds.change_amount, 0) as reactivation_amount,
  customers.* exclude (customer_id)
from kinds
join customers using (customer_id)
