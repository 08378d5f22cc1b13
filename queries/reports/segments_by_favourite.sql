-- How often those come who like a product best: customers by their favourite (the product on most of their orders) and
-- how they use us at the end of the last closed period, as shares of the product's customers. The ten leading favourites.
-- No block of metrics says this: customers by a favourite that is made of their orders.
with people as (
  select *
  from customer_periods
  where grain = $grain
    and period_start = $period_start::date
),

counts as (
  select
    customers.favourite_product as product_name,
    people.usage_segment,
    count(*) as people
  from people
  join customers using (customer_id)
  anti join shared_ids using (customer_id)
  where customers.favourite_product is not null
  group by all
),

ranking as (
  select
    product_name,
    sum(people)::bigint as product_people
  from counts
  group by product_name
  order by product_people desc, product_name
  limit 10
),

segments as (
  select unnest(['Heavy', 'Regular', 'Light', 'New', 'Dormant']) as usage_segment, unnest(range(1, 6)) as place
)

select
  ranking.product_name,
  segments.usage_segment,
  coalesce(counts.people, 0) as people,
  coalesce(counts.people, 0) / ranking.product_people as share
from ranking
cross join segments
left join counts on counts.product_name = ranking.product_name and counts.usage_segment = segments.usage_segment
order by ranking.product_people desc, ranking.product_name, segments.place
