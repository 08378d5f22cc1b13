-- One row per lead with the first deal that came of it. Where no deal names its lead, nobody knows of which there are.
with asked as (
  select * from leads
),

deals as (
  select
    lead_id,
    min(created_on) as first_deal_on,
    count(*) as deals
  from stg_opportunities
  where lead_id is not null
  group by lead_id
)

select
  asked.lead_id,
  asked.created_on,
  asked.channel,
  asked.owner,
  deals.first_deal_on,
  case when exists (from deals) then deals.deals is not null end as has_deal,
  case when deals.first_deal_on >= asked.created_on then deals.first_deal_on - asked.created_on end as days_to_deal
from asked
left join deals using (lead_id)
