-- The first payment of an account, worth what it pays in its first year.
select
  checkout_id as conversion_id,
  account_id as customer_id,
  local_time(paid_at) as converted_at,
  first_year_value as amount
from website.checkouts
