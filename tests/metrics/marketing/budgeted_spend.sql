-- Cost so far of campaigns that have a budget.
select case when count(*) = 0 then 0 else sum(amount) end
from stg_ad_spend
where day < $period_end
  and campaign_id in (select campaign_id from stg_campaigns where budget_amount is not null)
