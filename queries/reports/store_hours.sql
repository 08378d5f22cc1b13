-- A location's orders by weekday and hour, for each such hour of the thirteen weeks up to the period's end.
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
)

select
  hours.location_id,
  lpad(hours.ordered_hour::varchar, 2, '0') || ':00' as hour,
  weekdays.weekday,
  case when count(receipts.order_id) = 0 then 0 else sum(receipts.revenue_amount) end / 13 as revenue_per_hour
from hours
cross join (select unnest(range(1, 8)) as weekday) as weekdays
left join receipts
  on receipts.location_id = hours.location_id
  and receipts.ordered_hour = hours.ordered_hour
  and receipts.weekday = weekdays.weekday
group by hours.location_id, hours.ordered_hour, weekdays.weekday
order by hours.location_id, hours.ordered_hour, weekdays.weekday
