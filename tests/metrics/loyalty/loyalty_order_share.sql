-- Share of the completed orders that were placed as a member, of those that say; one customer can place both kinds.
with sold as (
  select
    o.*,
    coalesce(o.amount, (select sum(i.line_amount) from stg_order_items as i where i.order_id = o.order_id) - coalesce(o.discount_amount, 0)) as charged
  from stg_orders as o
  where o.ordered_at >= $period_start
    and o.ordered_at < $period_end
    and coalesce(o.status, 'completed') = 'completed'
)
select count(*) filter (where is_loyalty) / nullif(count(is_loyalty), 0) as value
from sold
