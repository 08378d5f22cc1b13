-- Orders by weekday and hour: the mean of the four weeks that end with the period, hours without an order included, or of
-- as many of these days as lie from the first order of all to the last. An hour is shown if anything was sold in it on any
-- of these days; a weekday that nobody has seen yet is NULL.
-- No block of metrics says this: the days that a mean is over have weekdays, and no hours.
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

bounds as (
  select
    greatest(min(ordered_on), $period_end::date - 28) as starts_on,
    least(max(ordered_on) + 1, $period_end::date) as ends_on
  from orders
),

days as (
  select unnest(range(starts_on, ends_on, interval 1 day))::date as day from bounds
),

weekdays as (
  select
    numbers.weekday,
    count(days.day) as days
  from (select unnest(range(1, 8))::integer as weekday) as numbers
  left join days on isodow(days.day) = numbers.weekday
  group by numbers.weekday
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
  coalesce(counts.orders, 0) / weekdays.days as orders_per_day,
  case when counts.orders is null then 0 else counts.revenue end / weekdays.days as revenue_per_day
from weekdays
cross join hours
left join counts on counts.weekday = weekdays.weekday and counts.ordered_hour = hours.ordered_hour
order by weekdays.weekday, hours.ordered_hour
