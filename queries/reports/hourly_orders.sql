-- Orders by weekday and hour: the mean of the four weeks that end with the period, hours without an order included. An
-- hour is shown if anything was sold in it on any of these days.
with receipts as (
  select *
  from orders
  where is_completed
    and ordered_on >= $period_end::date - 28
    and ordered_on < $period_end::date
    and ordered_hour is not null
),

hours as (
  select distinct ordered_hour from receipts
),

weekdays as (
  select unnest(range(1, 8))::integer as weekday
),

counts as (
  select
    weekday,
    ordered_hour,
    count(*) as orders,
    sum(revenue_amount) as revenue
  from receipts
  group by all
)

select
  weekdays.weekday,
  hours.ordered_hour,
  coalesce(counts.orders, 0) / 4 as orders_per_day,
  case when counts.orders is null then 0 else counts.revenue end / 4 as revenue_per_day
from weekdays
cross join hours
left join counts on counts.weekday = weekdays.weekday and counts.ordered_hour = hours.ordered_hour
order by weekdays.weekday, hours.ordered_hour
