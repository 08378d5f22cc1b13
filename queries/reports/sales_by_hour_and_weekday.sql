-- Orders of the thirteen weeks up to the period's end, by weekday and hour, for each such hour that there was.
with receipts as (
  select *
  from orders
  where is_completed
    and ordered_hour is not null
    and ordered_on >= $period_end::date - 91
    and ordered_on < $period_end::date
)

select
  lpad(ordered_hour::varchar, 2, '0') || ':00' as hour,
  weekday,
  count(*) / 13 as orders_per_hour,
  sum(revenue_amount) / 13 as revenue_per_hour
from receipts
group by ordered_hour, weekday
order by ordered_hour, weekday
