-- Unit price times quantity for each piece sold.
select sum(i.quantity * i.unit_price_amount) / nullif(sum(i.quantity), 0)
from stg_order_items as i
join stg_orders as o on o.order_id = i.order_id
where o.ordered_at >= $period_start
  and o.ordered_at < $period_end
  and coalesce(o.status, 'completed') = 'completed'
