-- Completed orders that have any line.
with lines as (
  select
    i.order_id,
    sum(i.quantity) as quantity,
    case when count(*) = count(coalesce(i.cost_amount, i.quantity * p.unit_cost_amount)) then sum(coalesce(i.cost_amount, i.quantity * p.unit_cost_amount)) end as cost_amount
  from stg_order_items as i
  left join main.stg_products as p on p.product_id = i.product_id
  group by i.order_id
)
select count(l.order_id)
from stg_orders as o
left join lines as l on l.order_id = o.order_id
where o.ordered_at >= $period_start
  and o.ordered_at < $period_end
  and coalesce(o.status, 'completed') = 'completed'
