-- Visits and contacts. A touch is paid for if money was ever spent on its channel and medium; where the spending names
-- no medium, on its channel. Where no spending is known, nobody knows.
with touchpoints as (
  select * from stg_touchpoints
),

paid as (
  select distinct
    channel,
    medium
  from ad_spend
  where amount > 0
),

placed as (
  select
    touchpoints.touchpoint_id,
    touchpoints.customer_id,
    touchpoints.touched_at,
    touchpoints.touched_at::date as touched_on,
    coalesce(touchpoints.channel, campaigns.channel) as channel,
    coalesce(touchpoints.medium, campaigns.medium) as medium,
    touchpoints.campaign_id,
    coalesce(campaigns.campaign, touchpoints.campaign_id) as campaign
  from touchpoints
  left join campaigns using (campaign_id)
)

select
  placed.*,
  case
    when exists (from paid) then exists (
      from paid
      where paid.channel = placed.channel
        and (paid.medium = placed.medium or paid.medium is null)
    )
  end as is_paid
from placed
