-- What was charged for the signature products.
select sum(case p.is_signature when true then i.line_amount when false then 0 end)
from stg_order_items as i
join stg_orders as o on o.order_id = i.order_id
left join stg_products as p on p.product_id = i.product_id
where o.ordered_at >= $period_start
  and o.ordered_at < $period_end
  and coalesce(o.status, 'completed') = 'completed'
