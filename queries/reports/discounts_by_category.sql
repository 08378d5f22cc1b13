-- What was taken off each category's lines in the period, and what the lines on offer brought.
with lines as (
  select *
  from order_items
  where is_completed
    and ordered_on >= $period_start::date
    and ordered_on < $period_end::date
)

select
  category,
  sum(line_amount) as product_revenue,
  sum(discount_amount) as discounts,
  sum(discount_amount) / nullif(sum(line_amount) + sum(discount_amount), 0) as discount_share,
  case when count(discount_amount) > 0 then count(*) filter (where discount_amount > 0) / count(*) end as lines_discounted,
  case when count(discount_amount) > 0 then coalesce(sum(quantity) filter (where discount_amount > 0), 0) end as items_discounted,
  sum(quantity) as items
from lines
group by category
order by discounts desc nulls last, category
