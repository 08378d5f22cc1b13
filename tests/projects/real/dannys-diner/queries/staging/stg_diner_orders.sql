-- What somebody buys on a day is one visit; whoever has joined by then is a member, also on the day itself.
select distinct
  sales.customer_id || ' ' || sales.order_date as order_id,
  sales.customer_id,
  sales.order_date::timestamp as ordered_at,
  coalesce(sales.order_date >= members.join_date, false) as is_loyalty
from diner.sales as sales
left join diner.members as members using (customer_id)
