-- Stretches of days on which a person counts as a buyer of drinks: from a drink on, until 30 days after the last one
-- without such a gap. Beside them, when the person first bought a product that is marked as new, and a signature
-- product: as of any day it can be told who drinks with us and has not tried them. Ids that are no person's are left out.
-- Where no product of the menu says whether it is new, or a signature, nobody knows who has tried them.
with bought as (
  select order_items.*
  from order_items
  anti join shared_ids using (customer_id)
  where order_items.is_completed
    and order_items.customer_id is not null
),

products as (
  select * from stg_products
),

told as (
  select
    bool_or(is_new is not null) as tells_new,
    bool_or(is_signature is not null) as tells_signatures
  from products
),

tries as (
  select
    customer_id,
    min(ordered_on) filter (where is_new) as first_new_on,
    min(ordered_on) filter (where is_signature) as first_signature_on
  from bought
  group by customer_id
),

drink_days as (
  select distinct
    customer_id,
    ordered_on
  from bought
  where is_beverage
),

marked as (
  select
    *,
    coalesce(ordered_on - lag(ordered_on) over (partition by customer_id order by ordered_on) > 30, true) as begins
  from drink_days
),

numbered as (
  select
    *,
    count(*) filter (where begins) over (partition by customer_id order by ordered_on) as spell
  from marked
),

spells as (
  select
    customer_id,
    spell,
    min(ordered_on) as from_on,
    max(ordered_on) + 30 as until_on,
    max(ordered_on) as last_drink_on
  from numbered
  group by customer_id, spell
)

select
  spells.customer_id,
  spells.from_on,
  spells.until_on,
  spells.last_drink_on,
  tries.first_new_on,
  tries.first_signature_on,
  told.tells_new,
  told.tells_signatures,
  customers.region,
  customers.gender,
  customers.age_group
from spells
cross join told
join tries using (customer_id)
left join customers using (customer_id)
