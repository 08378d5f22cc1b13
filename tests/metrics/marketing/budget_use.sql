-- Cost so far of campaigns that have a budget, for each unit of the budgets of those that had begun.
select
  (select case when count(*) = 0 then 0 else sum(amount) end from stg_ad_spend
where day < $period_end
  and campaign_id in (select campaign_id from stg_campaigns where budget_amount is not null))
  / nullif((select sum(budget_amount) from (
  select
    coalesce(k.campaign_id, s.campaign_id) as campaign_id,
    coalesce(k.started_on, s.first_on) as started_on,
    k.ended_on,
    k.budget_amount
  from stg_campaigns as k
  full join (
    select campaign_id, min(day) as first_on from stg_ad_spend where campaign_id is not null group by campaign_id
  ) as s on s.campaign_id = k.campaign_id
) where started_on < $period_end), 0)
