-- What a customer was at the end of a period: one row per customer, grain and period from the first order on, up to a
-- quarter of a year after the brand's last order (so that a brand that closes for some weeks keeps its customers). All
-- is as of the period's last day, never of today or of the last day of the data.
--
-- An order counts from its day on, and is taken out of "the last 30 days" 30 days later: running sums of what comes and
-- goes cost one sort, however many windows there are. Quarters and years end on days on which a month does, so that
-- everything is computed for the ends of weeks and months alone, and what comes and goes between two of them is added up
-- before it is sorted. Until the last step people are numbers, which sort and join faster than ids.
--
-- Ranks are percent_rank, the share of the others who have less: those who tie fall together, and a tier or a score
-- holds a fifth of the customers but for ties. Scores are given among those who ordered within 365 days; whoever did
-- not is lost, and scores nothing. Many share a last day and a number of orders, so that these are ranked rather than
-- the customers.
with people as (
  select
    *,
    row_number() over (order by customer_id)::integer as person
  from customers
  where first_order_on is not null
),

bought as (
  select
    people.person,
    customer_days.ordered_on,
    customer_days.orders::integer as orders,
    customer_days.revenue_amount,
    customer_days.net_amount
  from customer_days
  join people using (customer_id)
),

-- What customers brought and what they gave back, each on the day that it counts on.
turnover as (
  select person, ordered_on as day, 1 as order_days, orders, net_amount from bought
  union all
  select people.person, customer_returns.returned_on, 0, 0, -customer_returns.returned_amount
  from customer_returns
  join people using (customer_id)
),

told as (
  select bool_or(revenue_amount is not null) as tells_amounts
  from customer_days
),

every_day as (
  select unnest(range(
    min(ordered_on),
    greatest(max(ordered_on) + 93, (select max(returned_on) + 1 from customer_returns)),
    interval 1 day
  ))::date as day
  from customer_days
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

-- The end at which something of a day first shows.
shown as (
  select
    dates.day,
    min(ends.day) as end_on
  from (select unnest(range(min(every_day.day), (select max(day) + 1 from ends), interval 1 day))::date as day from every_day) as dates
  join ends on ends.day >= dates.day
  group by dates.day
),

moments as (
  select
    turnover.person, shown.end_on, if(order_days > 0, turnover.day, null) as ordered_on, order_days,
    orders, orders as orders_30d, orders as orders_365d,
    net_amount as revenue_amount, net_amount as revenue_90d, net_amount as revenue_180d, net_amount as revenue_365d
  from turnover
  join shown on shown.day = turnover.day
  union all
  select person, end_on, null, 0, 0, -orders, 0, 0, 0, 0, 0 from bought join shown on shown.day = ordered_on + 30
  union all
  select person, end_on, null, 0, 0, 0, 0, 0, -net_amount, 0, 0 from turnover join shown on shown.day = turnover.day + 90
  union all
  select person, end_on, null, 0, 0, 0, 0, 0, 0, -net_amount, 0 from turnover join shown on shown.day = turnover.day + 180
  union all
  select person, end_on, null, 0, 0, 0, -orders, 0, 0, 0, -net_amount from turnover join shown on shown.day = turnover.day + 365
  union all
  select people.person, ends.day, null, 0, 0, 0, 0, 0, 0, 0, 0
  from people
  join ends on ends.day >= people.first_order_on
),

changes as (
  select
    person,
    end_on,
    max(ordered_on) as ordered_on,
    sum(order_days)::integer as order_days,
    sum(orders)::integer as orders,
    sum(orders_30d)::integer as orders_30d,
    sum(orders_365d)::integer as orders_365d,
    sum(revenue_amount)::decimal(18, 4) as revenue_amount,
    sum(revenue_90d)::decimal(18, 4) as revenue_90d,
    sum(revenue_180d)::decimal(18, 4) as revenue_180d,
    sum(revenue_365d)::decimal(18, 4) as revenue_365d
  from moments
  group by person, end_on
),

histories as (
  select
    person,
    end_on as day,
    max(ordered_on) over so_far as last_order_on,
    (sum(order_days) over so_far)::integer as order_days,
    (sum(orders) over so_far)::integer as lifetime_orders,
    (sum(orders_30d) over so_far)::integer as orders_30d,
    (sum(orders_365d) over so_far)::integer as orders_365d,
    if(tells_amounts, sum(revenue_amount) over so_far, null)::decimal(18, 4) as lifetime_revenue_amount,
    if(tells_amounts, sum(revenue_90d) over so_far, null)::decimal(18, 4) as revenue_90d_amount,
    if(tells_amounts, sum(revenue_180d) over so_far, null)::decimal(18, 4) as revenue_180d_amount,
    if(tells_amounts, sum(revenue_365d) over so_far, null)::decimal(18, 4) as revenue_365d_amount
  from changes
  cross join told
  window so_far as (partition by person order by end_on rows unbounded preceding)
),

live as (
  select
    day,
    last_order_on,
    orders_365d,
    count(*) as people
  from histories
  where orders_365d > 0
  group by day, last_order_on, orders_365d
),

recency_ranks as (
  select
    day,
    last_order_on,
    (sum(sum(people)) over up_to - sum(people)) / (sum(sum(people)) over (partition by day) - 1) as recency_rank
  from live
  group by day, last_order_on
  window up_to as (partition by day order by last_order_on rows unbounded preceding)
),

frequency_ranks as (
  select
    day,
    orders_365d,
    (sum(sum(people)) over up_to - sum(people)) / (sum(sum(people)) over (partition by day) - 1) as frequency_rank
  from live
  group by day, orders_365d
  window up_to as (partition by day order by orders_365d rows unbounded preceding)
),

ranked as (
  select
    *,
    percent_rank() over (partition by day order by lifetime_revenue_amount) as clv_rank,
    percent_rank() over (partition by day, orders_365d > 0 order by revenue_365d_amount) as monetary_rank
  from histories
),

scored as (
  select
    ranked.*,
    ranked.day - ranked.last_order_on as recency_days,
    case
      when lifetime_revenue_amount is null then null
      when clv_rank >= 0.8 then 'High'
      when clv_rank >= 0.2 then 'Medium'
      else 'Low'
    end as clv_tier,
    -- One alone has nobody to be ranked among: 0 of 0, which is the lowest.
    case when orders_365d > 0 then least(5, 1 + floor(5 * coalesce(recency_rank, 0)))::integer end as recency_score,
    case when orders_365d > 0 then least(5, 1 + floor(5 * coalesce(frequency_rank, 0)))::integer end as frequency_score,
    case
      when revenue_365d_amount is not null and orders_365d > 0 then least(5, 1 + floor(5 * monetary_rank))::integer
    end as monetary_score
  from ranked
  left join recency_ranks using (day, last_order_on)
  left join frequency_ranks using (day, orders_365d)
),

within as (
  select
    bought.person,
    grains.grain,
    period_start(grains.grain, bought.ordered_on) as period_start,
    sum(bought.orders) as orders,
    sum(bought.revenue_amount) as revenue_amount
  from bought
  cross join (select distinct grain from calendar) as grains
  group by all
),

periods as (
  select
    calendar.grain,
    calendar.period_start,
    calendar.last_day,
    scored.* exclude (day, person),
    people.* exclude (person, last_order_on, order_days, lifetime_orders, lifetime_revenue_amount),
    coalesce(within.orders, 0) as orders,
    if(scored.lifetime_revenue_amount is not null, coalesce(within.revenue_amount, 0), null) as revenue_amount
  from scored
  join calendar on calendar.last_day = scored.day
  join people on people.person = scored.person
  left join within
    on within.person = scored.person
    and within.grain = calendar.grain
    and within.period_start = calendar.period_start
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
  (last_order_on - first_order_on) / (order_days - 1) as mean_gap_days,
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
