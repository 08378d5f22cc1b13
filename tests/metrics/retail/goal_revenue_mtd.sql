-- Since the first of the month.
select case when exists (
      from stg_goals as g
      where g.measure = 'revenue' and g.category is null and g.location_id is not null
        and g.month between date_trunc('month', date_trunc('month', $period_end::date - 1)::date) and $period_end::date - 1
        and (select min(f.ordered_at::date) from main.stg_orders as f where f.location_id = g.location_id and coalesce(f.status, 'completed') = 'completed' and (f.amount is not null or exists (from main.stg_order_items as i where i.order_id = f.order_id and i.line_amount is not null))) <= least(last_day(g.month), $period_end::date - 1)
    ) then coalesce((
select sum(coalesce(o.amount, (select sum(i.line_amount) from stg_order_items as i where i.order_id = o.order_id) - coalesce(o.discount_amount, 0)))
  from stg_orders as o
  where o.ordered_at >= date_trunc('month', $period_end::date - 1)
    and o.ordered_at < $period_end
    and coalesce(o.status, 'completed') = 'completed'
    and exists (
      from stg_goals as g
      where g.measure = 'revenue'
        and g.category is null
        and g.location_id = o.location_id
        and g.month = date_trunc('month', o.ordered_at)
    )
), 0) end
