-- A location's orders by weekday and hour, for each such hour of the thirteen weeks up to the period's end: the mean of as
-- many of these weekdays as lie from the location's first order to the last of all, and NULL of one that it has not seen yet.
-- No block of metrics says this: the days that a mean is over have weekdays, and no hours.
with receipts as (
  select *
  from orders
  where is_completed
    and ordered_hour is not null
    and ordered_on >= $period_end::date - 91
    and ordered_on < $period_end::date
),

hours as (
  select distinct
    location_id,
    ordered_hour
  from receipts
),

bounds as (
  select
    location_id,
    greatest(min(ordered_on), $period_end::date - 91) as starts_on,
    least((select max(ordered_on) from orders) + 1, $period_end::date) as ends_on
  from orders
  group by location_id
),

days as (
  select
    location_id,
    unnest(range(starts_on, ends_on, interval 1 day))::date as day
  from bounds
),

weekdays as (
  select
    bounds.location_id,
    numbers.weekday,
    count(days.day) as days
  from bounds
  cross join (select unnest(range(1, 8)) as weekday) as numbers
  left join days
    on days.location_id is not distinct from bounds.location_id
    and isodow(days.day) = numbers.weekday
  group by bounds.location_id, numbers.weekday
)

select
  hours.location_id,
  lpad(hours.ordered_hour::varchar, 2, '0') || ':00' as hour,
  weekdays.weekday,
  case when count(receipts.order_id) = 0 then 0 else sum(receipts.revenue_amount) end / weekdays.days as revenue_per_hour
from hours
join weekdays on weekdays.location_id is not distinct from hours.location_id
left join receipts
  on receipts.location_id = hours.location_id
  and receipts.ordered_hour = hours.ordered_hour
  and receipts.weekday = weekdays.weekday
group by hours.location_id, hours.ordered_hour, weekdays.weekday, weekdays.days
order by hours.location_id, hours.ordered_hour, weekdays.weekday
