-- One row per platform, campaign and day; each platform has its own words and its own unit of money.
select
  day,
  'Google Ads' as channel,
  'paid search' as medium,
  campaign_id,
  (cost_micros::decimal(24, 6) / 1000000)::decimal(18, 4) as amount,
  impressions,
  clicks
from ads.google
union all
select
  date,
  'LinkedIn',
  'paid social',
  campaign_group,
  total_spent,
  impressions,
  clicks
from ads.linkedin
union all
select
  date_start,
  'Facebook',
  'paid social',
  campaign_id,
  spend,
  impressions,
  inline_link_clicks
from ads.facebook
union all
select
  invoice_date,
  'Trade show',
  'event',
  campaign_id,
  amount,
  null,
  null
from ads.invoices
