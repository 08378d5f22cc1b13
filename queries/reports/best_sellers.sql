-- What each location sold in the period, net of what came back, the best first, against the period before.
with lines as (
  select *
  from order_items
  where (net_amount is not null or net_quantity is not null)
    and counted_on >= previous_period($grain, $period_start::date)
    and counted_on < $period_end::date
)

select
  location_id,
  product_name,
  category,
  sum(net_quantity) filter (where counted_on >= $period_start::date) as items,
  sum(net_amount) filter (where counted_on >= $period_start::date) as product_revenue,
  sum(net_quantity) filter (where counted_on < $period_start::date) as items_before
from lines
group by location_id, product_name, category
having items > 0
order by location_id, product_revenue desc, product_name
