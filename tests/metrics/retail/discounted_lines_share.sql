-- Lines with a discount as a share of all.
select case when bool_or(i.discount_amount is not null) then avg((coalesce(i.discount_amount, 0) > 0)::integer) end
from stg_order_items as i
join stg_orders as o on o.order_id = i.order_id
where o.ordered_at >= $period_start
  and o.ordered_at < $period_end
  and coalesce(o.status, 'completed') = 'completed'
