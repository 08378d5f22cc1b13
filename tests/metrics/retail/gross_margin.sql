-- That profit as a share of what these orders brought.
with facts as (
  select
    case when (o.returns_order_id is not null or coalesce(o.status = 'returned' and coalesce(o.amount, (select sum(i.line_amount) from stg_order_items as i where i.order_id = o.order_id) - coalesce(o.discount_amount, 0)) < 0, false)) then 'return' else coalesce(o.status, 'completed') end as kind,
    coalesce(o.amount, (select sum(i.line_amount) from stg_order_items as i where i.order_id = o.order_id) - coalesce(o.discount_amount, 0)) as brought,
    coalesce(o.returned_amount, (select sum(coalesce(i.returned_amount, i.line_amount * i.returned_quantity / nullif(i.quantity, 0))) from stg_order_items as i where i.order_id = o.order_id), 0)::decimal(18, 4) as part,
    coalesce(o.cost_amount, (select case when count(*) = count(coalesce(i.cost_amount, i.quantity * p.unit_cost_amount)) then sum(coalesce(i.cost_amount, i.quantity * p.unit_cost_amount)) end from stg_order_items as i left join main.stg_products as p on p.product_id = i.product_id where i.order_id = o.order_id))::decimal(18, 4) as cost,
    exists (from stg_order_items as i where i.order_id = o.order_id) as has_lines
  from stg_orders as o
  where coalesce((select m.ordered_at from main.stg_orders as m where m.order_id = o.returns_order_id), o.ordered_at) >= $period_start
    and coalesce((select m.ordered_at from main.stg_orders as m where m.order_id = o.returns_order_id), o.ordered_at) < $period_end
)
select sum(case kind when 'return' then -abs(brought) when 'returned' then brought - brought when 'completed' then brought - part end - (case kind when 'return' then -abs(cost) when 'completed' then cost end)) / nullif(sum(case kind when 'return' then -abs(brought) when 'returned' then brought - brought when 'completed' then brought - part end) filter (where case kind when 'return' then -abs(cost) when 'completed' then cost end is not null), 0) from facts
