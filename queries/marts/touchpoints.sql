-- Visits and contacts. A touch is paid for if money was ever spent on its channel and medium; where the spending names
-- no medium, on its channel. Where no spending is known, nobody knows.
with touches as (
  select * from stg_touchpoints
),

plans as (
  select * from campaigns
),

spending as (
  select * from ad_spend
),

paid as (
  select distinct
    channel,
    medium
  from spending
  where amount > 0
),

placed as (
  select
    touches.touchpoint_id,
    touches.customer_id,
    touches.touched_at,
    touches.touched_at::date as touched_on,
    coalesce(touches.channel, plans.channel) as channel,
    coalesce(touches.medium, plans.medium) as medium,
    touches.campaign_id,
    coalesce(plans.campaign, touches.campaign_id) as campaign
  from touches
  left join plans using (campaign_id)
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
