-- What a customer was at the end of a period: one row per customer, grain and period from the first order on, up to a
-- quarter of a year after the brand's last order (so that a brand that closes for some weeks keeps its customers). All
-- is as of the period's last day, never of today or of the last day of the data.
--
-- An order counts from its day on, and is taken out of "the last 30 days" 30 days later: running sums of what comes and
-- goes cost one sort, however many windows there are. Quarters and years end on days on which a month does, so that
-- everything is computed for the ends of weeks and months alone.
--
-- Ranks are percent_rank, the share of the others who have less: those who tie fall together, and a tier or a score
-- holds a fifth of the customers but for ties. Scores are given among those who ordered within 365 days; whoever did
-- not is lost, and scores nothing.
with days as (
  select * from customer_days
),

people as (
  select * from customers where first_order_on is not null
),

every_day as (
  select unnest(range(min(ordered_on), max(ordered_on) + 93, interval 1 day))::date as day
  from days
),

calendar as (
  select distinct
    grain,
    period_start(grain, day) as period_start,
    next_period(grain, period_start(grain, day)) - 1 as last_day
  from every_day
  cross join (select unnest(['week', 'month', 'quarter', 'year']) as grain)
),

ends as (
  select distinct last_day as day from calendar
),

moments as (
  select
    customer_id, ordered_on as day, false as is_end, ordered_on,
    orders, orders as orders_30d, orders as orders_365d,
    revenue_amount, revenue_amount as revenue_90d, revenue_amount as revenue_180d, revenue_amount as revenue_365d
  from days
  union all
  select customer_id, ordered_on + 30, false, null, 0, -orders, 0, 0, 0, 0, 0 from days
  union all
  select customer_id, ordered_on + 90, false, null, 0, 0, 0, 0, -revenue_amount, 0, 0 from days
  union all
  select customer_id, ordered_on + 180, false, null, 0, 0, 0, 0, 0, -revenue_amount, 0 from days
  union all
  select customer_id, ordered_on + 365, false, null, 0, 0, -orders, 0, 0, 0, -revenue_amount from days
  union all
  select people.customer_id, ends.day, true, null, 0, 0, 0, 0, 0, 0, 0
  from people
  join ends on ends.day >= people.first_order_on
),

told as (
  select bool_or(revenue_amount is not null) as tells_amounts
  from days
),

histories as (
  select
    customer_id,
    day,
    is_end,
    max(ordered_on) over so_far as last_order_on,
    count(ordered_on) over so_far as order_days,
    sum(orders) over so_far as lifetime_orders,
    sum(orders_30d) over so_far as orders_30d,
    sum(orders_365d) over so_far as orders_365d,
    if(tells_amounts, sum(revenue_amount) over so_far, null) as lifetime_revenue_amount,
    if(tells_amounts, sum(revenue_90d) over so_far, null) as revenue_90d_amount,
    if(tells_amounts, sum(revenue_180d) over so_far, null) as revenue_180d_amount,
    if(tells_amounts, sum(revenue_365d) over so_far, null) as revenue_365d_amount
  from moments
  cross join told
  window so_far as (partition by customer_id order by day, is_end rows unbounded preceding)
),

ranked as (
  select
    * exclude (is_end),
    day - last_order_on as recency_days,
    percent_rank() over (partition by day order by lifetime_revenue_amount) as clv_rank,
    percent_rank() over (partition by day, orders_365d > 0 order by last_order_on) as recency_rank,
    percent_rank() over (partition by day, orders_365d > 0 order by orders_365d) as frequency_rank,
    percent_rank() over (partition by day, orders_365d > 0 order by revenue_365d_amount) as monetary_rank
  from histories
  where is_end
),

scored as (
  select
    *,
    case
      when lifetime_revenue_amount is null then null
      when clv_rank >= 0.8 then 'High'
      when clv_rank >= 0.2 then 'Medium'
      else 'Low'
    end as clv_tier,
    case when orders_365d > 0 then least(5, 1 + floor(5 * recency_rank))::integer end as recency_score,
    case when orders_365d > 0 then least(5, 1 + floor(5 * frequency_rank))::integer end as frequency_score,
    case when revenue_365d_amount is not null and orders_365d > 0 then least(5, 1 + floor(5 * monetary_rank))::integer end as monetary_score
  from ranked
),

bought as (
  select
    days.customer_id,
    grains.grain,
    period_start(grains.grain, days.ordered_on) as period_start,
    sum(days.orders) as orders,
    sum(days.revenue_amount) as revenue_amount
  from days
  cross join (select distinct grain from calendar) as grains
  group by all
),

periods as (
  select
    calendar.grain,
    calendar.period_start,
    calendar.last_day,
    scored.* exclude (day),
    people.* exclude (customer_id, last_order_on, order_days, lifetime_orders, lifetime_revenue_amount),
    coalesce(bought.orders, 0) as orders,
    if(scored.lifetime_revenue_amount is not null, coalesce(bought.revenue_amount, 0), null) as revenue_amount
  from scored
  join calendar on calendar.last_day = scored.day
  join people on people.customer_id = scored.customer_id
  left join bought
    on bought.customer_id = scored.customer_id
    and bought.grain = calendar.grain
    and bought.period_start = calendar.period_start
)

select
  customer_id,
  grain,
  period_start,
  region,
  gender,
  case
    when year(last_day) - birth_year < 20 then 'under 20'
    when year(last_day) - birth_year < 30 then '20–29'
    when year(last_day) - birth_year < 40 then '30–39'
    when year(last_day) - birth_year < 50 then '40–49'
    when year(last_day) - birth_year < 60 then '50–59'
    when year(last_day) - birth_year <= 120 then '60 and over'
  end as age_group,
  case when is_member is not null then coalesce(member_on <= last_day, false) end as is_member,
  last_day - first_order_on as tenure_days,
  recency_days,
  (last_order_on - first_order_on) / nullif(order_days - 1, 0) as mean_gap_days,
  orders::bigint as orders,
  revenue_amount::decimal(18, 4) as revenue_amount,
  lifetime_orders::bigint as lifetime_orders,
  lifetime_revenue_amount::decimal(18, 4) as lifetime_revenue_amount,
  orders_30d::bigint as orders_30d,
  orders_365d::bigint as orders_365d,
  revenue_90d_amount::decimal(18, 4) as revenue_90d_amount,
  (revenue_180d_amount - revenue_90d_amount)::decimal(18, 4) as previous_revenue_90d_amount,
  revenue_365d_amount::decimal(18, 4) as revenue_365d_amount,
  case
    when first_order_on > last_day - 30 then 'New'
    when orders_30d >= 8 then 'Heavy'
    when orders_30d >= 4 then 'Regular'
    when orders_30d >= 1 then 'Light'
    else 'Dormant'
  end as usage_segment,
  clv_tier,
  recency_score,
  frequency_score,
  monetary_score,
  case
    when orders_365d = 0 then 'Lost'
    when monetary_score is null then null
    when least(recency_score, frequency_score, monetary_score) >= 4 then 'VIP'
    when recency_days > 45 then 'At risk'
    when lifetime_orders = 1 then 'New'
    when greatest(frequency_score, monetary_score) >= 4 then 'Loyal'
    else 'Occasional'
  end as rfm_segment,
  recency_days > 45 and orders_365d > 0 as is_at_risk,
  orders_365d = 0 as is_lost
from periods
