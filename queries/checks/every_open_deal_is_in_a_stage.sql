-- The deals open today, and their worth, are those in a stage today.
with deals as (
  select
    count(*) as open_deals,
    sum(amount) as pipeline_amount
  from opportunities
  where closed_on is null
    and coalesce(created_on, qualified_on) is not null
),

stretches as (
  select
    count(*) as open_deals,
    sum(amount) as pipeline_amount
  from opportunity_stages
  where left_on is null
)

select
  deals.open_deals,
  stretches.open_deals as deals_in_a_stage,
  deals.pipeline_amount,
  stretches.pipeline_amount as amount_in_stages
from deals
cross join stretches
where deals.open_deals <> stretches.open_deals
  or deals.pipeline_amount is distinct from stretches.pipeline_amount
