-- Money is spent on campaigns that somebody planned.
-- severity: warn
select
  channel,
  campaign_id,
  sum(amount) as amount
from ad_spend
where campaign_id is not null
  and campaign = campaign_id
group by channel, campaign_id
order by channel, campaign_id
