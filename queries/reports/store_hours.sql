-- A location's orders by weekday and hour, for each such hour of the thirteen weeks up to the period's end.
with receipts as (
  select *
  from orders
  where is_completed
    and ordered_hour is not null
    and ordered_on >= $period_end::date - 91
    and ordered_on < $period_end::date
)

select
  location_id,
  lpad(ordered_hour::varchar, 2, '0') || ':00' as hour,
  weekday,
  sum(revenue_amount) / 13 as revenue_per_hour
from receipts
group by location_id, ordered_hour, weekday
order by location_id, ordered_hour, weekday
