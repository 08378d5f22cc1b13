-- Those of the known who use the app.
with everybody as (
  select c.customer_id, c.joined_on as since, c.left_on, c.has_app
  from stg_customers as c
  where c.joined_on is not null
  union all
  select o.customer_id, min(o.ordered_at::date), max(c.left_on), bool_or(c.has_app)
  from stg_orders as o
  left join stg_customers as c on c.customer_id = o.customer_id
  where o.customer_id is not null and coalesce(o.status, 'completed') = 'completed' and c.joined_on is null
  group by o.customer_id
),
known as (
  select * from everybody where since < $period_end and (left_on is null or left_on >= $period_end)
)
select case when count(*) = 0 then 0 when bool_and(has_app is null) then null else count(*) filter (where has_app) end from known
