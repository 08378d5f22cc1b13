-- Revenue of the orders is the price of the accepted lines and the options of these, to the cent.
-- model: stg_tills_lines
with lines as (
  select * from stg_tills_lines
),

options as (
  select * from stg_tills_options
),

receipts as (
  select * from orders
),

sums as (
  select
    (select sum(revenue_amount) from receipts) as revenue_amount,
    (select sum(item_price) from lines) as price_amount,
    (select sum(option_amount) from options semi join lines using (lineitem_id)) as option_amount
)

select *
from sums
where revenue_amount <> price_amount + coalesce(option_amount, 0)
