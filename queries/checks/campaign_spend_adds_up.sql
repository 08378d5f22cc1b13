-- What campaigns cost in the days of a period adds up to what they cost in it, for every grain.
with whole as (
  select coalesce(sum(amount), 0) as amount
  from ad_spend
  where campaign_id is not null
),

sums as (
  select
    grain,
    coalesce(sum(spend_amount), 0) as amount
  from campaign_periods
  group by grain
)

select
  sums.grain,
  sums.amount,
  whole.amount as spent
from sums
cross join whole
where sums.amount <> whole.amount
order by sums.grain
