-- One row per receipt. What was charged is on its lines; a discount on the whole comes off them here, and a receipt
-- without lines has no amount.
with charged as (
  select
    receipt_no,
    sum(charged) as amount
  from pos.lines
  group by receipt_no
),

receipts as (
  select
    * exclude (member_no),
    nullif(trim(member_no), '') as member_no
  from pos.receipts
)

select
  receipts.receipt_no as order_id,
  receipts.member_no as customer_id,
  receipts.store_code as location_id,
  local_time(receipts.sold_at) as ordered_at,
  receipts.via as channel,
  case receipts.state
    when 'PAID' then 'completed'
    when 'VOID' then 'cancelled'
    when 'REFUND' then 'returned'
    else 'open'
  end as status,
  members.member_no is not null as is_loyalty,
  charged.amount - coalesce(receipts.discount, 0) as amount,
  receipts.discount as discount_amount,
  receipts.paid_by as payment_method
from receipts
left join charged using (receipt_no)
left join pos.members as members on members.member_no = receipts.member_no
