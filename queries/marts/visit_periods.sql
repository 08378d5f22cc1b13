-- How many orders each person had in a period, for every grain: whether they bought again within it. Ids that are no
-- person's are left out.
with days as (
  select * from visits
),

grains as (
  select unnest(['day', 'week', 'month', 'quarter', 'year']) as grain
)

select
  grains.grain,
  period_start(grains.grain, days.visited_on) as period,
  days.customer_id,
  sum(days.orders)::bigint as orders,
  count(*) as visit_days,
  arg_min(days.region, days.visited_on) as region,
  arg_min(days.gender, days.visited_on) as gender,
  arg_min(days.age_group, days.visited_on) as age_group
from days
cross join grains
group by all
