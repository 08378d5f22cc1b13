-- Pieces sold less those that came back.
with brought as (
  select
    o.order_id,
    o.status,
    o.returns_order_id,
    coalesce(m.ordered_at, o.ordered_at) as counted_at,
    coalesce(o.amount, l.line_amount - coalesce(o.discount_amount, 0)) as amount
  from stg_orders as o
  left join (
    select order_id, sum(line_amount) as line_amount from main.stg_order_items group by order_id
  ) as l on l.order_id = o.order_id
  left join main.stg_orders as m on m.order_id = o.returns_order_id
),
facts as (
  select
    case when b.returns_order_id is not null or coalesce(b.status = 'returned' and b.amount < 0, false) then 'return' else coalesce(b.status, 'completed') end as kind,
    case when b.amount > 0 then -i.line_amount else i.line_amount end as change,
    i.*
  from stg_order_items as i
  join brought as b on b.order_id = i.order_id
  where b.counted_at >= $period_start
    and b.counted_at < $period_end
)
select case when count(*) = 0 then 0 else sum(case kind when 'return' then case when change > 0 then 1 when change < 0 then -1 when change = 0 then 0 end * abs(quantity) when 'completed' then quantity - coalesce(returned_quantity, 0) end) end from facts
