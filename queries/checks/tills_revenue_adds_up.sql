-- Revenue of the orders is the price of the accepted lines and the options of these, to the cent.
-- model: stg_tills_lines
with tills_lines as (
  select * from stg_tills_lines
),

tills_options as (
  select * from stg_tills_options
),

sums as (
  select
    (select sum(revenue_amount) from orders) as revenue_amount,
    (select sum(item_price) from tills_lines) as price_amount,
    (select sum(option_amount) from tills_options semi join tills_lines using (lineitem_id)) as option_amount
)

select *
from sums
where revenue_amount <> price_amount + coalesce(option_amount, 0)
