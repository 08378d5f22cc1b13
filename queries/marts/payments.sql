-- One row per attempt to pay. What came in stays with the day on which it came; what of it went back is told beside it.
-- Where no payment of the brand has a state, nobody has said that none failed, nor that none went back.
with payments as (
  select * from stg_payments
),

customers as (
  select * from stg_customers
),

told as (
  select
    bool_or(status is not null) as tells_states,
    bool_or(status is not null or refunded_amount is not null) as tells_refunds
  from payments
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
  case when told.tells_states then coalesce(payments.status, 'succeeded') = 'failed' end as is_failed,
  payments.amount,
  case
    when told.tells_refunds is not true then null
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
cross join told
left join customers using (customer_id)
