-- What campaigns cost in the days of a period adds up to what they cost in it, for every grain.
with spending as (
  select * from ad_spend
),

periods as (
  select * from campaign_periods
),

whole as (
  select coalesce(sum(amount), 0) as amount
  from spending
  where campaign_id is not null
),

sums as (
  select
    grain,
    coalesce(sum(spend_amount), 0) as amount
  from periods
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
