-- Open deals at the period's end by the days since they were created. Shares are of the pipeline's worth, as far as it is
-- known: a band whose deals have no amount is worth nobody knows what, and one without a deal nothing.
-- No block of metrics says this: the bands are ranges of days at the period’s end, which no dimension holds.
with deals as (
  select
    *,
    $period_end::date - 1 - created_on as age_days
  from opportunities
  where created_on < $period_end
    and (closed_on is null or closed_on >= $period_end)
),

bands as (
  select *
  from (values
    (1, 'up to 30 days', 0, 30),
    (2, '31 to 60 days', 31, 60),
    (3, '61 to 90 days', 61, 90),
    (4, 'over 90 days', 91, 1000000)
  ) as bands (number, age, from_days, to_days)
)

select
  bands.age,
  count(deals.opportunity_id) as open_deals,
  count(deals.open_amount) as deals_with_amount,
  case when count(deals.opportunity_id) = 0 then 0 else sum(deals.open_amount) end as amount,
  case when count(deals.opportunity_id) = 0 then 0 else sum(deals.open_amount) end
  / (select sum(open_amount) from deals) as share
from bands
left join deals on deals.age_days between bands.from_days and bands.to_days
group by bands.number, bands.age
order by bands.number
