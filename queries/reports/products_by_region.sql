-- The key products of each region: of the orders of its people in the three months that end with the period, the share
-- that holds the product. The eight products that lead overall, and regions with at least thirty orders.
-- No block of metrics says this: the region of who ordered, joined to the lines of the order; regions of few orders are left out.
with lines as (
  select *
  from order_items
  where is_completed
    and ordered_on >= $period_end::date - interval 3 month
    and ordered_on < $period_end::date
    and product_name is not null
),

bought as (
  select
    customers.region,
    lines.order_id,
    lines.product_name
  from lines
  join customers using (customer_id)
  anti join shared_ids using (customer_id)
  where customers.region is not null
),

regions as (
  select
    region,
    count(distinct order_id) as region_orders
  from bought
  group by region
  having count(distinct order_id) >= 30
),

ranking as (
  select
    product_name,
    count(distinct order_id) as product_orders
  from bought
  group by product_name
  order by product_orders desc, product_name
  limit 8
),

counts as (
  select
    region,
    product_name,
    count(distinct order_id) as orders
  from bought
  group by all
)

select
  regions.region,
  ranking.product_name,
  coalesce(counts.orders, 0) as orders,
  coalesce(counts.orders, 0) / regions.region_orders as share
from regions
cross join ranking
left join counts on counts.region = regions.region and counts.product_name = ranking.product_name
order by regions.region_orders desc, regions.region, ranking.product_orders desc, ranking.product_name
