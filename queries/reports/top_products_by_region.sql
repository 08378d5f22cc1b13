-- The five products that people of a region order most, in the three months that end with the period.
-- No block of metrics says this: the region of who ordered, joined to the lines of the order, and names as cells.
with lines as (
  select *
  from order_items
  where is_completed
    and ordered_on >= $period_end::date - interval 3 month
    and ordered_on < $period_end::date
    and product_name is not null
),

counts as (
  select
    customers.region,
    lines.product_name,
    count(distinct lines.order_id) as orders
  from lines
  join customers using (customer_id)
  anti join shared_ids using (customer_id)
  where customers.region is not null
  group by all
),

ranked as (
  select
    *,
    row_number() over (partition by region order by orders desc, product_name) as place,
    sum(orders) over (partition by region) as region_orders
  from counts
)

select
  region,
  max(product_name) filter (where place = 1) as first_product,
  max(product_name) filter (where place = 2) as second_product,
  max(product_name) filter (where place = 3) as third_product,
  max(product_name) filter (where place = 4) as fourth_product,
  max(product_name) filter (where place = 5) as fifth_product
from ranked
group by region, region_orders
having region_orders >= 30
order by region_orders desc, region
