-- The credits of a conversion are 1 by every model, and their revenue is its own.
with credits as (
  select * from attribution
),

bought as (
  select * from conversions
),

sums as (
  select
    conversion_id,
    model,
    sum(credit) as credit,
    sum(revenue_amount) as revenue_amount
  from credits
  group by conversion_id, model
)

select
  sums.conversion_id,
  sums.model,
  sums.credit,
  sums.revenue_amount,
  bought.amount
from sums
join bought using (conversion_id)
where sums.credit <> 1
  or sums.revenue_amount is distinct from bought.amount
order by sums.conversion_id, sums.model
