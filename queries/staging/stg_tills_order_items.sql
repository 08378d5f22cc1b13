-- One row per line. Its price is that of the whole line already, for it grows with the quantity; options are added to
-- it, and those below zero are what promotions took off.
with lines as (
  select * from stg_tills_lines
),

options as (
  select
    lineitem_id,
    sum(option_amount) as option_amount,
    -sum(option_amount) filter (where option_amount < 0) as discount_amount
  from stg_tills_options
  group by lineitem_id
)

select
  lines.lineitem_id as order_item_id,
  lines.order_id,
  lines.item_name as product_id,
  lines.item_quantity as quantity,
  (lines.item_price / lines.item_quantity)::decimal(18, 4) as unit_price_amount,
  lines.item_price + coalesce(options.option_amount, 0) as line_amount,
  coalesce(options.discount_amount, 0) as discount_amount,
  options.discount_amount is not null as is_promotion
from lines
left join options using (lineitem_id)
