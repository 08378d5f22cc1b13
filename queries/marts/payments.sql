-- One row per attempt to pay. What came in stays with the day on which it came; what of it went back is told beside it.
with payments as (
  select * from stg_payments
),

customers as (
  select * from stg_customers
)

select
  payments.payment_id,
  payments.customer_id,
  payments.order_id,
  payments.subscription_id,
  payments.paid_at,
  payments.paid_at::date as paid_on,
  payments.due_on,
  coalesce(payments.status, 'succeeded') as status,
  coalesce(payments.status, 'succeeded') in ('succeeded', 'refunded') as is_paid,
  coalesce(payments.status, 'succeeded') = 'failed' as is_failed,
  payments.amount,
  case
    when coalesce(payments.status, 'succeeded') = 'failed' then 0
    when payments.status = 'refunded' then coalesce(payments.refunded_amount, payments.amount)
    else coalesce(payments.refunded_amount, 0)
  end as refunded_amount,
  case
    when coalesce(payments.status, 'succeeded') <> 'failed' then payments.paid_at::date - payments.due_on
  end as days_past_due,
  payments.method,
  customers.customer_name,
  customers.segment,
  customers.region
from payments
left join customers using (customer_id)
