-- When each location sells: its orders of the four weeks that end with the period by hour, as shares of its own.
with receipts as (
  select *
  from orders
  where is_completed
    and ordered_on >= $period_end::date - 28
    and ordered_on < $period_end::date
    and ordered_hour is not null
    and location_name is not null
),

hours as (
  select distinct ordered_hour from receipts
),

places as (
  select
    location_name,
    count(*) as orders
  from receipts
  group by location_name
),

counts as (
  select
    location_name,
    ordered_hour,
    count(*) as orders
  from receipts
  group by all
)

select
  places.location_name,
  hours.ordered_hour,
  coalesce(counts.orders, 0) / places.orders as share
from places
cross join hours
left join counts on counts.location_name = places.location_name and counts.ordered_hour = hours.ordered_hour
order by places.orders desc, places.location_name, hours.ordered_hour
