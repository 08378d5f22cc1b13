-- Each location in the period and against its goal of the month so far: the goal's days up to the period's end.
with receipts as (
  select * from orders where is_completed
),

goals_by_day as (
  select *
  from goal_days
  where measure = 'revenue'
    and category is null
    and location_id is not null
),

bounds as (
  select
    $period_start::date as starts_on,
    $period_end::date as ends_on,
    previous_period($grain, $period_start::date) as previous_starts_on,
    date_trunc('month', $period_end::date - 1)::date as month_starts_on
),

trade as (
  select
    receipts.location_id,
    receipts.location_name,
    count(*) filter (where receipts.ordered_on >= bounds.starts_on) as orders,
    sum(receipts.revenue_amount) filter (where receipts.ordered_on >= bounds.starts_on) as revenue,
    sum(receipts.revenue_amount) filter (
      where receipts.ordered_on >= bounds.previous_starts_on and receipts.ordered_on < bounds.starts_on
    ) as revenue_before
  from receipts
  cross join bounds
  where receipts.ordered_on < bounds.ends_on
    and receipts.ordered_on >= least(bounds.previous_starts_on, bounds.month_starts_on)
  group by all
),

plans as (
  select
    goals_by_day.location_id,
    sum(goals_by_day.goal_amount) as goal_so_far,
    sum(goals_by_day.actual_amount) as revenue_so_far
  from goals_by_day
  cross join bounds
  where goals_by_day.day >= bounds.month_starts_on
    and goals_by_day.day < bounds.ends_on
  group by all
)

select
  trade.location_name,
  trade.revenue,
  trade.revenue / nullif(trade.revenue_before, 0) - 1 as change,
  trade.orders,
  trade.revenue / nullif(trade.orders, 0) as order_value,
  plans.revenue_so_far,
  plans.goal_so_far,
  plans.revenue_so_far / nullif(plans.goal_so_far, 0) as attainment
from trade
left join plans using (location_id)
order by trade.revenue desc nulls last, trade.location_name
