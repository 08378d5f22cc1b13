-- Amounts are cents in Stripe. A payment that went back as a whole is "refunded".
select
  id as payment_id,
  "metadata.account_id" as customer_id,
  "metadata.contract" as subscription_id,
  local_time(created) as paid_at,
  (amount / 100)::decimal(18, 4) as amount,
  case "payment_method_details.type"
    when 'card' then 'Card'
    when 'us_bank_account' then 'Bank transfer'
    else "payment_method_details.type"
  end as method,
  if(status = 'succeeded' and amount_refunded >= amount, 'refunded', status) as status,
  (amount_refunded / 100)::decimal(18, 4) as refunded_amount,
  "metadata.due_on" as due_on
from billing.charges
