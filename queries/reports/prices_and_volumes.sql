-- What a piece of each product costs before options and offers, and how many are sold, against a year before: the mean
-- of the lines' own unit prices, so that a rise shows from the day on which the till charged it. Pieces that came back are not
-- taken off: what they were charged is the price all the same.
with lines as (
  select *
  from order_items
  where is_completed
    and quantity > 0
),

bounds as (
  select
    case when $grain in ('day', 'week') then $period_start::date - 364 else ($period_start::date - interval 1 year)::date end as year_ago_on,
    case when $grain in ('day', 'week') then $period_end::date - 364 else ($period_end::date - interval 1 year)::date end as year_ago_ends_on
),

totals as (
  select
    lines.product_name,
    lines.category,
    sum(quantity * unit_price_amount) filter (where is_now) / nullif(sum(quantity) filter (where is_now), 0) as price,
    sum(quantity * unit_price_amount) filter (where is_then) / nullif(sum(quantity) filter (where is_then), 0) as year_ago_price,
    sum(quantity) filter (where is_now) as items,
    sum(quantity) filter (where is_then) as year_ago_items,
    sum(line_amount) filter (where is_now) as product_revenue
  from (
    select
      lines.*,
      ordered_on >= $period_start::date and ordered_on < $period_end::date as is_now,
      ordered_on >= year_ago_on and ordered_on < year_ago_ends_on as is_then
    from lines
    cross join bounds
  ) as lines
  group by all
)

select
  product_name,
  category,
  price,
  (price - year_ago_price) / nullif(year_ago_price, 0) as price_change,
  items,
  (items - year_ago_items) / nullif(year_ago_items, 0) as items_change,
  product_revenue
from totals
where items is not null
order by product_revenue desc, product_name
