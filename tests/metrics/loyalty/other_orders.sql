-- Completed orders that were not placed as a member, be it by somebody who is one.
with sold as (
  select
    o.*,
    coalesce(o.amount, (select sum(i.line_amount) from stg_order_items as i where i.order_id = o.order_id) - coalesce(o.discount_amount, 0)) as charged
  from stg_orders as o
  where o.ordered_at >= $period_start
    and o.ordered_at < $period_end
    and coalesce(o.status, 'completed') = 'completed'
)
select case when count(*) = count(*) filter (where is_loyalty is null) and count(*) > 0 then null else count(*) filter (where is_loyalty is not true) end as value
from sold
