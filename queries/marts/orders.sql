-- One row per order of whatever state; a metric of what was sold takes the rows that `is_completed`. What an order
-- brought is what was charged for the whole, else the sum of what was charged for its lines less the discount on the
-- whole, of which the lines know nothing: never unit price times quantity, which leaves out options, offers and discounts. Where a source knows days alone (every time is midnight),
-- the hour is unknown, not zero. Where no order of the brand has a state or a customer, or nothing a discount, nobody has said that
-- there are none; where some have, those without are complete and were not discounted.
--
-- Goods come back in three ways: a whole order is `returned`; a part of an order that stands was given back; or the
-- return is a document of its own, with negative amounts or the id of its order. `sold_amount` is what was sold,
-- whatever came back of it, `returned_amount` what came back, `net_amount` the one less the other. A document of its own
-- counts on its order's day where it names the order, and on its own day where it does not (`counted_on`): a sale that
-- was undone twelve minutes later leaves nothing behind on that day.
with orders as (
  select * from stg_orders
),

order_items as (
  select * from stg_order_items
),

locations as (
  select * from stg_locations
),

people as (
  select
    customer_id,
    any_value(segment) as segment,
    any_value(country) as country
  from stg_customers
  group by customer_id
),

menu as (
  select
    product_id,
    any_value(unit_cost_amount) as unit_cost_amount
  from stg_products
  group by product_id
),

told as (
  select
    bool_or(ordered_at <> date_trunc('day', ordered_at)) as tells_time,
    bool_or(customer_id is not null) as tells_customers,
    bool_or(status is not null) as tells_states,
    bool_or(discount_amount is not null) or (select bool_or(discount_amount is not null) from order_items) as tells_discounts,
    bool_or(status is not null or returned_amount is not null or returns_order_id is not null)
    or (select bool_or(returned_quantity is not null or returned_amount is not null) from order_items) as tells_returns
  from orders
),

contents as (
  select
    order_items.order_id,
    sum(order_items.line_amount) as line_amount,
    sum(order_items.discount_amount) as discount_amount,
    sum(order_items.quantity) as quantity,
    sum(
      coalesce(order_items.returned_amount, order_items.line_amount * order_items.returned_quantity / order_items.quantity)
    ) as returned_amount,
    -- What some of the lines cost is not what the order cost.
    case
      when bool_and(coalesce(order_items.cost_amount, order_items.quantity * menu.unit_cost_amount) is not null)
        then sum(coalesce(order_items.cost_amount, order_items.quantity * menu.unit_cost_amount))
    end as cost_amount
  from order_items
  left join menu on menu.product_id = order_items.product_id
  group by order_items.order_id
),

timed as (
  select
    orders.*,
    told.tells_customers,
    told.tells_states,
    told.tells_discounts,
    told.tells_returns,
    case when told.tells_time then hour(orders.ordered_at)::integer end as ordered_hour
  from orders
  cross join told
),

priced as (
  select
    timed.* exclude (returned_amount, cost_amount),
    coalesce(timed.amount, contents.line_amount - coalesce(timed.discount_amount, 0)) as revenue_amount,
    case
      when timed.tells_discounts then coalesce(timed.discount_amount, 0) + coalesce(contents.discount_amount, 0)
    end as whole_discount_amount,
    coalesce(timed.returned_amount, contents.returned_amount)::decimal(18, 4) as part_returned_amount,
    coalesce(timed.cost_amount, contents.cost_amount)::decimal(18, 4) as goods_cost_amount,
    contents.order_id is not null as has_lines,
    contents.quantity
  from timed
  left join contents using (order_id)
),

sorted as (
  select
    *,
    returns_order_id is not null or coalesce(status = 'returned' and revenue_amount < 0, false) as is_return
  from priced
),

stated as (
  select
    *,
    case when is_return then 'returned' else coalesce(status, 'completed') end as known_status
  from sorted
),

undone as (
  select
    order_id,
    min(ordered_at) as ordered_at,
    any_value(customer_id) as customer_id,
    any_value(location_id) as location_id,
    any_value(country) as country,
    any_value(channel) as channel
  from orders
  group by order_id
),

matched as (
  select
    stated.* replace (
      coalesce(stated.customer_id, undone.customer_id) as customer_id,
      coalesce(stated.location_id, undone.location_id) as location_id,
      coalesce(stated.country, undone.country) as country,
      coalesce(stated.channel, undone.channel) as channel
    ),
    coalesce(undone.ordered_at, stated.ordered_at)::date as counted_on,
    case
      when stated.known_status in ('completed', 'returned') and not stated.is_return then stated.revenue_amount
    end as sold_amount,
    case
      when stated.tells_returns is not true or stated.known_status in ('cancelled', 'open') then null
      when stated.is_return then abs(stated.revenue_amount)
      when stated.known_status = 'returned' then stated.revenue_amount
      else coalesce(stated.part_returned_amount, 0)
    end as returned_amount,
    case
      when stated.is_return then -abs(stated.goods_cost_amount)
      when stated.known_status = 'completed' then stated.goods_cost_amount
    end as cost_amount
  from stated
  left join undone on undone.order_id = stated.returns_order_id
),

netted as (
  select
    *,
    case
      when is_return then -returned_amount
      when known_status in ('completed', 'returned') then sold_amount - coalesce(returned_amount, 0)
    end as net_amount
  from matched
)

select
  netted.order_id,
  netted.customer_id,
  people.segment as customer_segment,
  netted.location_id,
  locations.location_name,
  locations.region,
  locations.city,
  coalesce(netted.country, people.country, locations.country) as country,
  netted.ordered_at,
  netted.ordered_at::date as ordered_on,
  netted.counted_on,
  netted.ordered_hour,
  isodow(netted.ordered_at)::integer as weekday,
  case
    when netted.ordered_hour < 6 then 'late night'
    when netted.ordered_hour < 12 then 'morning'
    when netted.ordered_hour < 17 then 'afternoon'
    when netted.ordered_hour < 21 then 'evening'
    when netted.ordered_hour is not null then 'night'
  end as day_part,
  netted.channel,
  case when netted.tells_states then netted.known_status end as status,
  netted.known_status = 'completed' as is_completed,
  netted.is_return,
  netted.returns_order_id,
  netted.is_loyalty,
  case when netted.tells_customers then netted.customer_id is not null end as is_identified,
  netted.amount,
  netted.revenue_amount,
  netted.whole_discount_amount as discount_amount,
  netted.revenue_amount + netted.whole_discount_amount as gross_amount,
  netted.whole_discount_amount > 0 as is_discounted,
  case
    when netted.whole_discount_amount is null then null
    when netted.whole_discount_amount <= 0 then 'none'
    when netted.revenue_amount + netted.whole_discount_amount <= 0 then null
    when netted.whole_discount_amount <= 0.1 * (netted.revenue_amount + netted.whole_discount_amount) then 'up to 10 %'
    when netted.whole_discount_amount <= 0.2 * (netted.revenue_amount + netted.whole_discount_amount) then '10 to 20 %'
    when netted.whole_discount_amount <= 0.3 * (netted.revenue_amount + netted.whole_discount_amount) then '20 to 30 %'
    else 'over 30 %'
  end as discount_tier,
  netted.promotion_code,
  netted.sold_amount,
  netted.returned_amount,
  netted.net_amount,
  netted.cost_amount,
  netted.net_amount - netted.cost_amount as profit_amount,
  netted.has_lines,
  netted.quantity as item_count,
  netted.payment_method,
  netted.staff_id
from netted
left join locations using (location_id)
left join people on people.customer_id = netted.customer_id
