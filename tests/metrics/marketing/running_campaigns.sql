-- Campaigns that had begun and not ended on the last day.
select count(*)
from (
  select
    coalesce(k.campaign_id, s.campaign_id) as campaign_id,
    coalesce(k.started_on, s.first_on) as started_on,
    k.ended_on,
    k.budget_amount
  from stg_campaigns as k
  full join (
    select campaign_id, min(day) as first_on from stg_ad_spend where campaign_id is not null group by campaign_id
  ) as s on s.campaign_id = k.campaign_id
)
where started_on < $period_end and (ended_on is null or ended_on >= $period_end)
