-- What each location sold in the period, the best first, against the period before.
with lines as (
  select *
  from order_items
  where is_completed
    and ordered_on >= previous_period($grain, $period_start::date)
    and ordered_on < $period_end::date
)

select
  location_id,
  product_name,
  category,
  sum(quantity) filter (where ordered_on >= $period_start::date) as items,
  sum(line_amount) filter (where ordered_on >= $period_start::date) as product_revenue,
  sum(quantity) filter (where ordered_on < $period_start::date) as items_before
from lines
group by location_id, product_name, category
having items > 0
order by location_id, product_revenue desc, product_name
