-- Of that, the cost of the campaigns that no conversion of the period has a touch of.
select sum(case when not exists (
  select 1
  from stg_conversions as c
  join stg_touchpoints as t on t.customer_id = c.customer_id
    and t.touched_at between c.converted_at - interval 30 day and c.converted_at
  where t.campaign_id = s.campaign_id
    and c.converted_at >= $period_start and c.converted_at < $period_end
) then spent else 0 * spent end)
from (
  select campaign_id, sum(amount) as spent
  from stg_ad_spend where day >= $period_start and day < $period_end
    and campaign_id is not null
  group by campaign_id
) as s
