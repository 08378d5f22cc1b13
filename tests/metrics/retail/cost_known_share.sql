-- Completed orders of which the cost is known.
select case when count(coalesce(o.cost_amount, (select case when count(*) = count(coalesce(i.cost_amount, i.quantity * p.unit_cost_amount)) then sum(coalesce(i.cost_amount, i.quantity * p.unit_cost_amount)) end from stg_order_items as i left join main.stg_products as p on p.product_id = i.product_id where i.order_id = o.order_id))::decimal(18, 4)) > 0 then count(coalesce(o.cost_amount, (select case when count(*) = count(coalesce(i.cost_amount, i.quantity * p.unit_cost_amount)) then sum(coalesce(i.cost_amount, i.quantity * p.unit_cost_amount)) end from stg_order_items as i left join main.stg_products as p on p.product_id = i.product_id where i.order_id = o.order_id))::decimal(18, 4)) / count(*) end
from stg_orders as o
where o.ordered_at >= $period_start
  and o.ordered_at < $period_end
  and coalesce(o.status, 'completed') = 'completed'
