-- What each location sold in the period, net of what came back, the best first, against the period before.
with lines as (
  select *
  from order_items
  where (net_amount is not null or net_quantity is not null)
    and counted_on >= previous_period($grain, $period_start::date)
    and counted_on < $period_end::date
),

-- Whether anything was counted before the period: what was not sold then was sold 0 times.
beginning as (
  select min(counted_on) < $period_start::date as is_before
  from order_items
)

select
  location_id,
  product_name,
  category,
  sum(net_quantity) filter (where counted_on >= $period_start::date) as items,
  sum(net_amount) filter (where counted_on >= $period_start::date) as product_revenue,
  coalesce(
    sum(net_quantity) filter (where counted_on < $period_start::date),
    case when any_value(beginning.is_before) then 0 end
  ) as items_before
from lines
cross join beginning
group by location_id, product_name, category
having items > 0
order by location_id, product_revenue desc, product_name
