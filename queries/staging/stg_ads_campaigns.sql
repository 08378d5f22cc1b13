select
  campaign_id,
  campaign_name,
  channel,
  medium,
  objective,
  starts_on as started_on,
  ends_before as ended_on,
  budget as budget_amount
from ads.plan
