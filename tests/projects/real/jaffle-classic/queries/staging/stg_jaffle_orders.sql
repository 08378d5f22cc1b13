-- The shop's own models count every order into what a customer is worth, returned or on its way; so they are all sales
-- here, and the shop's word for their state stands where others have the way of ordering.
select
  orders.id as order_id,
  orders.user_id as customer_id,
  orders.order_date::timestamp as ordered_at,
  orders.status as channel,
  (sum(payments.amount) / 100)::decimal(18, 4) as amount
from jaffle.orders as orders
left join jaffle.payments as payments on payments.order_id = orders.id
group by all
