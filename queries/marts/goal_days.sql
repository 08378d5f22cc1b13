-- Goals by the day, so that a week or a month that is not over can be held against its part of the goal: a month's goal
-- is spread evenly over its days, to the ten-thousandth, and its last day takes what is left over. Beside it, what the
-- shop took on the day: nothing is 0, but for a shop of which no order was ever told.
with days as (
  select
    goals.*,
    unnest(generate_series(month, last_day(month), interval 1 day))::date as day,
    (goals.goal_amount / day(last_day(goals.month)))::decimal(18, 4) as even_amount
  from goals
),

trade as (
  select
    location_id,
    min(ordered_on) as first_day
  from orders
  where is_completed
    and revenue_amount is not null
  group by location_id
),

taken as (
  select
    location_id,
    ordered_on as day,
    null as category,
    sum(revenue_amount) as revenue_amount
  from orders
  where is_completed
  group by all
  union all
  select
    location_id,
    ordered_on as day,
    category,
    sum(line_amount) as revenue_amount
  from order_items
  where is_completed
    and category is not null
    and exists (from goals where category is not null)
  group by all
)

select
  days.measure,
  days.day,
  days.location_id,
  days.location_name,
  days.region,
  days.owner,
  days.category,
  case
    when days.day = last_day(days.month) then days.goal_amount - days.even_amount * (day(days.day) - 1)
    else days.even_amount
  end as goal_amount,
  case
    when days.measure = 'revenue' and days.day >= trade.first_day then coalesce(taken.revenue_amount, 0)
  end as actual_amount
from days
left join trade on trade.location_id = days.location_id
left join taken
  on days.measure = 'revenue'
  and taken.location_id = days.location_id
  and taken.day = days.day
  and taken.category is not distinct from days.category
