-- Pieces that came back.
with facts as (
  select
    case when (o.returns_order_id is not null or coalesce(o.status = 'returned' and coalesce(o.amount, (select sum(i.line_amount) from main.stg_order_items as i where i.order_id = o.order_id) - coalesce(o.discount_amount, 0)) < 0, false)) then 'return' else coalesce(o.status, 'completed') end as kind,
    case when coalesce(o.amount, (select sum(i.line_amount) from main.stg_order_items as i where i.order_id = o.order_id) - coalesce(o.discount_amount, 0)) > 0 then -i.line_amount else i.line_amount end as change,
    i.*
  from stg_order_items as i
  join stg_orders as o on o.order_id = i.order_id
  where coalesce((select m.ordered_at from main.stg_orders as m where m.order_id = o.returns_order_id), o.ordered_at) >= $period_start
    and coalesce((select m.ordered_at from main.stg_orders as m where m.order_id = o.returns_order_id), o.ordered_at) < $period_end
)
select sum(case kind when 'return' then case when change > 0 then -1 when change < 0 then 1 when change = 0 then 0 end * abs(quantity) when 'returned' then quantity when 'completed' then coalesce(returned_quantity, 0) end) from facts
