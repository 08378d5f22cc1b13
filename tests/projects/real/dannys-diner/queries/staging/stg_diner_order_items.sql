-- Rows that are the same to the letter are dishes that were bought twice: each gets a number of its own.
select
  sales.customer_id || ' ' || sales.order_date || ' ' || row_number() over (
    partition by sales.customer_id, sales.order_date
    order by sales.product_id
  ) as order_item_id,
  sales.customer_id || ' ' || sales.order_date as order_id,
  sales.product_id,
  1 as quantity,
  menu.price as unit_price_amount,
  menu.price as line_amount
from diner.sales as sales
join diner.menu as menu using (product_id)
