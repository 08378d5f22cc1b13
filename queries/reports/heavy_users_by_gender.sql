-- What heavy users order, by gender: their ten leading products in the last closed period. Shares are of each product's
-- orders by heavy users; whose gender is not known counts in the whole.
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
)

select
  product_name,
  count(distinct order_id) as orders,
  count(distinct order_id) filter (where gender = 'female') / count(distinct order_id) as share_of_women,
  count(distinct order_id) filter (where gender = 'male') / count(distinct order_id) as share_of_men
from bought
group by product_name
order by orders desc, product_name
limit 10
