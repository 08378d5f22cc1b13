-- Orders of the thirteen weeks up to the period's end, by weekday and hour, for each such hour that there was: the mean of
-- as many of these weekdays as lie from the first order of all to the last, and NULL of a weekday that nobody has seen yet.
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
  select distinct ordered_hour from receipts
),

bounds as (
  select
    greatest(min(ordered_on), $period_end::date - 91) as starts_on,
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
  from (select unnest(range(1, 8)) as weekday) as numbers
  left join days on isodow(days.day) = numbers.weekday
  group by numbers.weekday
)

select
  lpad(hours.ordered_hour::varchar, 2, '0') || ':00' as hour,
  weekdays.weekday,
  count(receipts.order_id) / weekdays.days as orders_per_hour,
  case when count(receipts.order_id) = 0 then 0 else sum(receipts.revenue_amount) end / weekdays.days as revenue_per_hour
from hours
cross join weekdays
left join receipts
  on receipts.ordered_hour = hours.ordered_hour
  and receipts.weekday = weekdays.weekday
group by hours.ordered_hour, weekdays.weekday, weekdays.days
order by hours.ordered_hour, weekdays.weekday
