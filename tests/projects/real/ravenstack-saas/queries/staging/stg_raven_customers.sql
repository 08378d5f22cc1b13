select
  account_id as customer_id,
  account_name as customer_name,
  'company' as kind,
  plan_tier as segment,
  industry,
  country,
  signup_date as joined_on,
  referral_source as channel
from raven.accounts
