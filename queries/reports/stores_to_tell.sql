-- The brand's own places that did business by the period's end: one edition each, for whoever runs it. A place has a mailbox
-- of its own, named by its id.
with places as (
  select *
  from locations
  where customer_id is null
    and first_sold_on < $period_end::date
    and (closed_on is null or closed_on > $period_start::date)
)

select
  location_id as audience,
  location_name as title,
  location_id || '@' || brand.name || '.example' as recipients
from places
cross join brand
order by location_id
