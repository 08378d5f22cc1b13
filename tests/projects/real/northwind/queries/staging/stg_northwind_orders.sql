-- The first eight fields are before the address and the country is after it, so that these are found by their place from
-- either end, however many commas the address has. Where an order is shipped to stands for the place of business.
with fields as (
  select string_split(line, ',') as field
  from northwind.orders
  where line not like 'orderID,%'
)

select
  field[1] as order_id,
  field[2] as customer_id,
  field[-1] as location_id,
  field[4][:10]::date::timestamp as ordered_at,
  field[3] as staff_id
from fields
