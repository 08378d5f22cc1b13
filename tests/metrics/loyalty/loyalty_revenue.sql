-- Revenue of completed orders placed as a member.
with sold as (
  select
    o.*,
    coalesce(o.amount, (select sum(i.line_amount) from stg_order_items as i where i.order_id = o.order_id) - coalesce(o.discount_amount, 0)) as charged
  from stg_orders as o
  where o.ordered_at >= $period_start
    and o.ordered_at < $period_end
    and coalesce(o.status, 'completed') = 'completed'
)
select case when bool_or(is_loyalty) then sum(charged) filter (where is_loyalty) when count(*) > count(*) filter (where is_loyalty is null) then 0 end as value
from sold
