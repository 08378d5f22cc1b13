with done as (
  select 'call' as kind, * from deals.calls
  union all by name
  select 'email' as kind, * from deals.emails
  union all by name
  select 'meeting' as kind, * from deals.meetings
)

select
  kind || '-' || id as activity_id,
  kind,
  sales_rep as owner,
  deal_id as opportunity_id,
  account_id as customer_id,
  local_time(hs_timestamp) as happened_at
from done
