-- What each location on the map took in the period.
-- No block of metrics says this: a circle on the map has coordinates, which are no dimension.
with receipts as (
  select *
  from orders
  where is_completed
    and ordered_on >= $period_start::date
    and ordered_on < $period_end::date
)

select
  locations.location_name,
  locations.latitude,
  locations.longitude,
  sum(receipts.revenue_amount) as revenue
from receipts
join locations using (location_id)
group by all
having revenue is not null
order by revenue desc, locations.location_name
