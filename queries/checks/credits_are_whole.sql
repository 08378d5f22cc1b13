-- The credits of a conversion are 1 by every model, and their revenue is its own.
with sums as (
  select
    conversion_id,
    model,
    sum(credit) as credit,
    sum(revenue_amount) as revenue_amount
  from attribution
  group by conversion_id, model
)

select
  sums.conversion_id,
  sums.model,
  sums.credit,
  sums.revenue_amount,
  conversions.amount
from sums
join conversions using (conversion_id)
where sums.credit <> 1
  or sums.revenue_amount is distinct from conversions.amount
order by sums.conversion_id, sums.model
