select
  date_day as day,
  utm_source as channel,
  utm_medium as medium,
  utm_campaign as campaign_id,
  spend as amount
from playbook.ad_spend
