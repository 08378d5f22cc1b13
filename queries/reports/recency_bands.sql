-- All customers to date by the days since their last order; beyond 45 days they are at risk, beyond 364 lost.
-- No block of metrics says this: the bands are ranges of days that only this table has, empty ones included.
with periods as (
  select *
  from customer_periods
  where grain = $grain
    and period_start = $period_start::date
),

bands as (
  select *
  from (values
    (0, 14, 'Up to 2 weeks', 'active'),
    (15, 30, '15 to 30 days', 'active'),
    (31, 45, '31 to 45 days', 'active'),
    (46, 90, '46 to 90 days', 'at risk'),
    (91, 180, '3 to 6 months', 'at risk'),
    (181, 364, '6 to 12 months', 'at risk'),
    (365, 100000, 'A year or more', 'lost')
  ) as band (from_days, to_days, since_last_order, state)
)

select
  bands.since_last_order,
  bands.state,
  count(periods.customer_id) as customers,
  case when count(periods.customer_id) = 0 then 0 else sum(periods.revenue_365d_amount) end as revenue_365d
from bands
left join periods on periods.recency_days between bands.from_days and bands.to_days
group by bands.from_days, bands.since_last_order, bands.state
order by bands.from_days
