-- Unit price times quantity over the lines of completed orders, which is what would have been charged without options, offers and discounts.
select sum(i.quantity * i.unit_price_amount)
from stg_order_items as i
join stg_orders as o on o.order_id = i.order_id
where o.ordered_at >= $period_start
  and o.ordered_at < $period_end
  and coalesce(o.status, 'completed') = 'completed'
