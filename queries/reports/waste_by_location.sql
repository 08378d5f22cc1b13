-- What was thrown away of what was made ready in the four weeks that end with the period, by location and product.
with stock as (
  select *
  from stock_days
  where day >= $period_end::date - 28
    and day < $period_end::date
)

select
  location_name,
  product_name,
  sum(prepared_quantity) as prepared,
  sum(wasted_quantity) as wasted,
  sum(wasted_quantity) / nullif(sum(prepared_quantity), 0) as rate
from stock
group by location_name, product_name
order by sum(sum(wasted_quantity)) over (partition by location_name)
  / nullif(sum(sum(prepared_quantity)) over (partition by location_name), 0) desc nulls last,
  location_name, product_name
