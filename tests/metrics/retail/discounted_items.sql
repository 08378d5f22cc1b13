-- Pieces on lines with a discount.
select case when count(*) = 0 then 0 when bool_or(i.discount_amount is not null) then coalesce(sum(case when i.discount_amount > 0 then i.quantity end), 0) end
from stg_order_items as i
join stg_orders as o on o.order_id = i.order_id
where o.ordered_at >= $period_start
  and o.ordered_at < $period_end
  and coalesce(o.status, 'completed') = 'completed'
