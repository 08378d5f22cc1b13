-- One row per place of business, the brand's own or a customer's, with the days of its first and last completed order.
with places as (
  select * from stg_locations
),

receipts as (
  select * from orders
),

trade as (
  select
    location_id,
    min(ordered_on) as first_sold_on,
    max(ordered_on) as last_sold_on
  from receipts
  where is_completed
  group by location_id
)

select
  places.location_id,
  places.location_name,
  places.customer_id,
  places.kind,
  places.region,
  places.city,
  places.country,
  places.latitude,
  places.longitude,
  places.opened_on,
  places.closed_on,
  places.manager,
  trade.first_sold_on,
  trade.last_sold_on
from places
left join trade using (location_id)
