select
  id as payment_id,
  customer_id,
  local_time(created) as paid_at,
  (amount / 100)::decimal(18, 4) as amount,
  if(card_id is null, null, 'Card') as method,
  if(status = 'succeeded' and amount_refunded >= amount, 'refunded', status) as status,
  (amount_refunded / 100)::decimal(18, 4) as refunded_amount
from fivestripe.charge
