-- What heavy users order, by age: of the orders of each of their ten leading products in the last closed period, the
-- share of each age group. Whose age is not known counts in the whole.
-- No block of metrics says this: who is a heavy user is asked of the customers, product by product, and the ten leading products are theirs.
with lines as (
  select * from order_items where is_completed
),

people as (
  select *
  from customer_periods
  where grain = $grain
    and period_start = $period_start::date
    and usage_segment = 'Heavy'
),

bought as (
  select
    lines.order_id,
    lines.product_name,
    people.age_group,
    people.gender
  from lines
  join people using (customer_id)
  anti join shared_ids using (customer_id)
  where lines.ordered_on >= people.period_start
    and lines.ordered_on < next_period($grain, people.period_start)
    and lines.product_name is not null
),

ranking as (
  select
    product_name,
    count(distinct order_id) as product_orders
  from bought
  group by product_name
  order by product_orders desc, product_name
  limit 10
),

ages as (
  select distinct age_group from bought where age_group is not null
),

counts as (
  select
    product_name,
    age_group,
    count(distinct order_id) as orders
  from bought
  group by all
)

select
  ranking.product_name,
  ages.age_group,
  coalesce(counts.orders, 0) as orders,
  coalesce(counts.orders, 0) / ranking.product_orders as share
from ranking
cross join ages
left join counts on counts.product_name = ranking.product_name and counts.age_group = ages.age_group
order by ranking.product_orders desc, ranking.product_name, ages.age_group <> 'under 20', ages.age_group
