-- Revenue for each completed order not placed as a member.
with sold as (
  select
    o.*,
    coalesce(o.amount, (select sum(i.line_amount) from stg_order_items as i where i.order_id = o.order_id) - coalesce(o.discount_amount, 0)) as charged
  from stg_orders as o
  where o.ordered_at >= $period_start
    and o.ordered_at < $period_end
    and coalesce(o.status, 'completed') = 'completed'
)
select case when not bool_and(is_loyalty is null) then sum(charged) filter (where is_loyalty is not true) end / nullif(count(*) filter (where is_loyalty is not true), 0) as value
from sold
