-- One row per customer that any source tells of, or that an order names. What is known of a person's habits here is of
-- their whole life; as of a period's end it is in customer_periods. Age is that of the year in which they came, so that
-- it does not drift.
with customers as (
  select * from stg_customers
),

visits as (
  select
    *,
    sum(orders) over (partition by customer_id order by ordered_on) as orders_so_far
  from customer_days
),

given_back as (
  select
    customer_id,
    sum(returned_amount) as returned_amount
  from customer_returns
  group by customer_id
),

lives as (
  select
    customer_id,
    min(ordered_on) as first_order_on,
    min(ordered_on) filter (where orders_so_far >= 2) as second_order_on,
    max(ordered_on) as last_order_on,
    count(*) as order_days,
    sum(orders)::bigint as lifetime_orders,
    sum(loyalty_orders)::bigint as loyalty_orders,
    min(ordered_on) filter (where loyalty_orders > 0) as first_loyalty_order_on,
    (sum(net_amount) - coalesce(any_value(given_back.returned_amount), 0))::decimal(18, 4) as lifetime_revenue_amount
  from visits
  left join given_back using (customer_id)
  group by customer_id
),

tastes as (
  select
    customer_id,
    product_name,
    count(distinct order_id) as orders
  from order_items
  where is_completed
    and customer_id is not null
    and product_name is not null
  group by customer_id, product_name
),

favourites as (
  select
    customer_id,
    arg_max(product_name, (orders, product_name)) as favourite_product
  from tastes
  group by customer_id
),

places as (
  select
    customer_id,
    location_id,
    count(*) as orders
  from orders
  where is_completed
    and customer_id is not null
    and location_id is not null
  group by customer_id, location_id
),

haunts as (
  select
    customer_id,
    arg_max(location_id, (orders, location_id)) as main_location_id
  from places
  group by customer_id
),

told as (
  select
    (select bool_or(member_since is not null) from customers)
    or (select bool_or(is_loyalty is not null) from orders) as tells_members,
    exists (from orders) as tells_orders,
    exists (from orders where revenue_amount is not null) as tells_amounts
),

everybody as (
  select
    lives.* exclude (customer_id),
    customers.* exclude (customer_id),
    coalesce(customers.customer_id, lives.customer_id) as customer_id
  from customers
  full join lives on lives.customer_id = customers.customer_id
),

aged as (
  select
    *,
    least(member_since, first_loyalty_order_on) as member_on,
    year(coalesce(joined_on, first_order_on)) - birth_year as age
  from everybody
)

select
  customer_id,
  customer_name,
  kind,
  segment,
  industry,
  region,
  city,
  country,
  latitude,
  longitude,
  gender,
  birth_year,
  case when age between 0 and 120 then age end as age,
  case
    when age not between 0 and 120 then null
    when age < 20 then 'under 20'
    when age < 30 then '20–29'
    when age < 40 then '30–39'
    when age < 50 then '40–49'
    when age < 60 then '50–59'
    when age >= 60 then '60 and over'
  end as age_group,
  joined_on,
  coalesce(joined_on, first_order_on) as known_since,
  member_since,
  left_on,
  channel,
  has_app,
  owner,
  home_location_id,
  member_on,
  case when told.tells_members then member_on is not null end as is_member,
  first_order_on,
  second_order_on,
  last_order_on,
  case when told.tells_orders then coalesce(order_days, 0) end as order_days,
  case when told.tells_orders then coalesce(lifetime_orders, 0) end as lifetime_orders,
  case when told.tells_orders then coalesce(loyalty_orders, 0) end as loyalty_orders,
  case when told.tells_amounts then coalesce(lifetime_revenue_amount, 0) end as lifetime_revenue_amount,
  last_order_on - first_order_on as tenure_days,
  (last_order_on - first_order_on) / (order_days - 1) as mean_gap_days,
  favourite_product,
  main_location_id
from aged
cross join told
left join favourites using (customer_id)
left join haunts using (customer_id)
