with fields as (
  select string_split(line, ',') as field
  from northwind.customers
  where line not like 'customerID,%'
)

select
  field[1] as customer_id,
  field[2] as customer_name,
  'company' as kind,
  field[-3] as country
from fields
