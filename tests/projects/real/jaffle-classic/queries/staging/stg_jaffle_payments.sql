select
  payments.id as payment_id,
  orders.user_id as customer_id,
  payments.order_id,
  orders.order_date::timestamp as paid_at,
  (payments.amount / 100)::decimal(18, 4) as amount,
  payments.payment_method as method,
  'succeeded' as status
from jaffle.payments as payments
join jaffle.orders as orders on orders.id = payments.order_id
