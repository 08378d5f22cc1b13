-- Cost so far of campaigns that have a budget.
select sum(amount)
from stg_ad_spend
where day < $period_end
  and campaign_id in (select campaign_id from stg_campaigns where budget_amount is not null)
