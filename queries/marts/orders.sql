-- One row per order of whatever state; a metric of what was sold takes the rows that `is_completed`. What an order
-- brought is what was charged for the whole, else the sum of what was charged for its lines less the discount on the
-- whole, of which the lines know nothing: never unit price times quantity, which leaves out options, offers and discounts. Where a source knows days alone (every time is midnight),
-- the hour is unknown, not zero. Where no order of the brand has a state, or nothing a discount, nobody has said that
-- there are none; where some have, those without are complete and were not discounted.
with receipts as (
  select * from stg_orders
),

lines as (
  select * from stg_order_items
),

shops as (
  select * from stg_locations
),

told as (
  select
    bool_or(ordered_at <> date_trunc('day', ordered_at)) as tells_time,
    bool_or(status is not null) as tells_states,
    bool_or(discount_amount is not null) or (select bool_or(discount_amount is not null) from lines) as tells_discounts
  from receipts
),

contents as (
  select
    order_id,
    sum(line_amount) as line_amount,
    sum(discount_amount) as discount_amount,
    sum(quantity) as quantity
  from lines
  group by order_id
),

timed as (
  select
    receipts.*,
    told.tells_states,
    told.tells_discounts,
    case when told.tells_time then hour(receipts.ordered_at)::integer end as ordered_hour
  from receipts
  cross join told
),

priced as (
  select
    timed.*,
    coalesce(timed.amount, contents.line_amount - coalesce(timed.discount_amount, 0)) as revenue_amount,
    case
      when timed.tells_discounts then coalesce(timed.discount_amount, 0) + coalesce(contents.discount_amount, 0)
    end as whole_discount_amount,
    contents.quantity
  from timed
  left join contents using (order_id)
)

select
  priced.order_id,
  priced.customer_id,
  priced.location_id,
  shops.location_name,
  shops.region,
  shops.city,
  priced.ordered_at,
  priced.ordered_at::date as ordered_on,
  priced.ordered_hour,
  isodow(priced.ordered_at)::integer as weekday,
  case
    when priced.ordered_hour < 6 then 'late night'
    when priced.ordered_hour < 12 then 'morning'
    when priced.ordered_hour < 17 then 'afternoon'
    when priced.ordered_hour < 21 then 'evening'
    when priced.ordered_hour is not null then 'night'
  end as day_part,
  priced.channel,
  case when priced.tells_states then coalesce(priced.status, 'completed') end as status,
  coalesce(priced.status, 'completed') = 'completed' as is_completed,
  priced.is_loyalty,
  priced.customer_id is not null as is_identified,
  priced.amount,
  priced.revenue_amount,
  priced.whole_discount_amount as discount_amount,
  priced.revenue_amount + priced.whole_discount_amount as gross_amount,
  priced.whole_discount_amount > 0 as is_discounted,
  priced.quantity as item_count,
  priced.payment_method,
  priced.staff_id
from priced
left join shops using (location_id)
