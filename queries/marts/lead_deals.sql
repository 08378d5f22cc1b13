-- One row per lead with the first deal that came of it. Where no deal names its lead, nobody knows of which there are.
with deals as (
  select
    lead_id,
    min(created_on) as first_deal_on,
    count(*) as deals
  from stg_opportunities
  where lead_id is not null
  group by lead_id
)

select
  leads.lead_id,
  leads.created_on,
  leads.channel,
  leads.owner,
  deals.first_deal_on,
  case when exists (from deals) then deals.deals is not null end as has_deal,
  case when deals.first_deal_on >= leads.created_on then deals.first_deal_on - leads.created_on end as days_to_deal
from leads
left join deals using (lead_id)
