-- Customers of the list, and the two that receipts alone know. A customer belongs to one outlet, whose quarter is the
-- region.
with buyers as (
  select
    customer as customer_id,
    min(sales_outlet_id) as outlet_id
  from stg_outlets_lines
  where customer is not null
  group by customer
)

select
  coalesce(listed.customer_id, buyers.customer_id) as customer_id,
  'person' as kind,
  generations.generation as segment,
  places.Neighorhood as region,
  case listed.gender when 'F' then 'female' when 'M' then 'male' end as gender,
  listed.birth_year,
  listed.customer_since as joined_on,
  listed.customer_since as member_since,
  coalesce(listed.home_store, buyers.outlet_id) as home_location_id
from outlets.customer as listed
full join buyers on buyers.customer_id = listed.customer_id
left join outlets.generations as generations on generations.birth_year = listed.birth_year
left join outlets.outlet as places on places.sales_outlet_id = coalesce(listed.home_store, buyers.outlet_id)
