-- How many orders each person had in a period, for every grain: whether they bought again within it. Ids that are no
-- person's are left out.
with grains as (
  select unnest(['day', 'week', 'month', 'quarter', 'year']) as grain
)

select
  grains.grain,
  period_start(grains.grain, visits.visited_on) as period,
  visits.customer_id,
  sum(visits.orders)::bigint as orders,
  count(*) as visit_days,
  arg_min(visits.region, visits.visited_on) as region,
  arg_min(visits.gender, visits.visited_on) as gender,
  arg_min(visits.age_group, visits.visited_on) as age_group
from visits
cross join grains
group by all
