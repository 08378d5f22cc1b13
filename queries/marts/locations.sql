-- One row per place of business, the brand's own or a customer's, with the days of its first and last completed order.
with locations as (
  select * from stg_locations
),

trade as (
  select
    location_id,
    min(ordered_on) as first_sold_on,
    max(ordered_on) as last_sold_on
  from orders
  where is_completed
  group by location_id
)

select
  locations.location_id,
  locations.location_name,
  locations.customer_id,
  locations.kind,
  locations.region,
  locations.city,
  locations.country,
  locations.latitude,
  locations.longitude,
  locations.opened_on,
  locations.closed_on,
  locations.manager,
  trade.first_sold_on,
  trade.last_sold_on
from locations
left join trade using (location_id)
