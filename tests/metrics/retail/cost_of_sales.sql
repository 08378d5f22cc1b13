-- What the goods that were sold cost, less that of those that came back by documents of their own.
with lines as (
  select
    i.order_id,
    sum(i.line_amount) as line_amount,
    sum(i.quantity) as quantity,
    sum(coalesce(i.returned_amount, i.line_amount * i.returned_quantity / nullif(i.quantity, 0))) as back_amount,
    case when count(*) = count(coalesce(i.cost_amount, i.quantity * p.unit_cost_amount)) then sum(coalesce(i.cost_amount, i.quantity * p.unit_cost_amount)) end as cost_amount
  from stg_order_items as i
  left join main.stg_products as p on p.product_id = i.product_id
  group by i.order_id
),
brought as (
  select
    o.status,
    o.returns_order_id,
    coalesce(m.ordered_at, o.ordered_at) as counted_at,
    coalesce(o.amount, l.line_amount - coalesce(o.discount_amount, 0)) as amount,
    coalesce(o.returned_amount, l.back_amount, 0)::decimal(18, 4) as part,
    coalesce(o.cost_amount, l.cost_amount)::decimal(18, 4) as cost
  from stg_orders as o
  left join lines as l on l.order_id = o.order_id
  left join main.stg_orders as m on m.order_id = o.returns_order_id
),
facts as (
  select
    case when returns_order_id is not null or coalesce(status = 'returned' and amount < 0, false) then 'return' else coalesce(status, 'completed') end as kind,
    amount as brought,
    part,
    cost
  from brought
  where counted_at >= $period_start
    and counted_at < $period_end
)
select sum(case kind when 'return' then -abs(cost) when 'completed' then cost end) from facts
