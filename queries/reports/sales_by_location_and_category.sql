-- What each location took with each category in the period, net of what came back, against the same period a year before.
with lines as (
  select *
  from order_items
  where net_amount is not null or net_quantity is not null
),

bounds as (
  select
    $period_start::date as starts_on,
    $period_end::date as ends_on,
    case when $grain in ('day', 'week') then $period_start::date - 364 else ($period_start::date - interval 1 year)::date end as year_ago_on,
    case when $grain in ('day', 'week') then $period_end::date - 364 else ($period_end::date - interval 1 year)::date end as year_ago_ends_on
),

totals as (
  select
    lines.location_id,
    lines.location_name,
    lines.category,
    sum(lines.net_amount) filter (where lines.counted_on >= starts_on and lines.counted_on < ends_on) as product_revenue,
    sum(lines.net_quantity) filter (where lines.counted_on >= starts_on and lines.counted_on < ends_on) as items,
    sum(lines.net_amount) filter (where lines.counted_on >= year_ago_on and lines.counted_on < year_ago_ends_on) as year_ago_revenue
  from lines
  cross join bounds
  group by all
)

select
  location_id,
  location_name,
  category,
  product_revenue,
  items,
  (product_revenue - year_ago_revenue) / nullif(year_ago_revenue, 0) as change
from totals
where product_revenue is not null
order by
  sum(product_revenue) over (partition by location_id) desc,
  location_id,
  sum(product_revenue) over (partition by category) desc,
  category
