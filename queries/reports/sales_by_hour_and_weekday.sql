-- Orders of the thirteen weeks up to the period's end, by weekday and hour, for each such hour that there was.
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
)

select
  lpad(hours.ordered_hour::varchar, 2, '0') || ':00' as hour,
  weekdays.weekday,
  count(receipts.order_id) / 13 as orders_per_hour,
  case when count(receipts.order_id) = 0 then 0 else sum(receipts.revenue_amount) end / 13 as revenue_per_hour
from hours
cross join (select unnest(range(1, 8)) as weekday) as weekdays
left join receipts
  on receipts.ordered_hour = hours.ordered_hour
  and receipts.weekday = weekdays.weekday
group by hours.ordered_hour, weekdays.weekday
order by hours.ordered_hour, weekdays.weekday
