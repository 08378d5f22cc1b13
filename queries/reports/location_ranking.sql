-- The locations by net revenue in the period, with what each did in the period before and a year before. A day is active
-- with at least one order; days are calendar days, not times of orders.
with receipts as (
  select *
  from orders
  where is_completed
    or is_return
),

bounds as (
  select
    $period_start::date as starts_on,
    $period_end::date as ends_on,
    previous_period($grain, $period_start::date) as previous_on,
    case when $grain in ('day', 'week') then $period_start::date - 364 else ($period_start::date - interval 1 year)::date end as year_ago_on,
    case when $grain in ('day', 'week') then $period_end::date - 364 else ($period_end::date - interval 1 year)::date end as year_ago_ends_on
),

traded as (
  select
    receipts.location_id,
    sum(net_amount) filter (where counted_on >= starts_on and counted_on < ends_on) as revenue,
    count(*) filter (where is_completed and ordered_on >= starts_on and ordered_on < ends_on) as orders,
    count(distinct ordered_on) filter (where is_completed and ordered_on >= starts_on and ordered_on < ends_on) as active_days,
    count(distinct customer_id) filter (where is_completed and ordered_on >= starts_on and ordered_on < ends_on) as customers,
    sum(net_amount) filter (where counted_on >= previous_on and counted_on < starts_on) as previous_revenue,
    sum(net_amount) filter (where counted_on >= year_ago_on and counted_on < year_ago_ends_on) as year_ago_revenue
  from receipts
  cross join bounds
  group by receipts.location_id
),

planned as (
  select
    location_id,
    sum(goal_amount) as goal
  from goal_days
  where measure = 'revenue'
    and category is null
    and day >= $period_start::date
    and day < $period_end::date
  group by location_id
),

ranked as (
  select
    traded.*,
    dense_rank() over (order by revenue desc) as place,
    case when previous_revenue is not null then dense_rank() over (order by previous_revenue desc nulls last) end as previous_place
  from traded
  where revenue is not null
)

select
  ranked.place,
  ranked.previous_place - ranked.place as places_won,
  coalesce(locations.location_name, ranked.location_id) as location_name,
  locations.city,
  locations.region,
  locations.latitude,
  locations.longitude,
  ranked.revenue,
  (ranked.revenue - ranked.previous_revenue) / nullif(ranked.previous_revenue, 0) as change,
  (ranked.revenue - ranked.year_ago_revenue) / nullif(ranked.year_ago_revenue, 0) as year_change,
  ranked.revenue / nullif(planned.goal, 0) as goal_share,
  ranked.orders,
  ranked.revenue / nullif(ranked.orders, 0) as order_value,
  ranked.orders / nullif(ranked.active_days, 0) as orders_per_active_day,
  ranked.active_days,
  ranked.customers
from ranked
left join locations using (location_id)
left join planned using (location_id)
order by ranked.place, location_name
