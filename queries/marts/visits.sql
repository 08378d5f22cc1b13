-- One row per person and day on which they bought, with the days from their visit before and until their next one: the
-- grain of everything that asks whether and how soon people come back. Two orders on one day are one visit. Ids that
-- are no person's are left out altogether.
with persons as (
  select customer_days.*
  from customer_days
  anti join shared_ids using (customer_id)
),

neighbours as (
  select
    customer_id,
    ordered_on,
    orders,
    lag(ordered_on) over each_person as previous_visit_on,
    lead(ordered_on) over each_person as next_visit_on
  from persons
  window each_person as (partition by customer_id order by ordered_on)
)

select
  neighbours.customer_id,
  neighbours.ordered_on as visited_on,
  neighbours.orders,
  customers.region,
  customers.gender,
  case
    when year(neighbours.ordered_on) - customers.birth_year < 0 then null
    when year(neighbours.ordered_on) - customers.birth_year < 20 then 'under 20'
    when year(neighbours.ordered_on) - customers.birth_year < 30 then '20–29'
    when year(neighbours.ordered_on) - customers.birth_year < 40 then '30–39'
    when year(neighbours.ordered_on) - customers.birth_year < 50 then '40–49'
    when year(neighbours.ordered_on) - customers.birth_year < 60 then '50–59'
    when year(neighbours.ordered_on) - customers.birth_year <= 120 then '60 and over'
  end as age_group,
  customers.has_app,
  neighbours.ordered_on - neighbours.previous_visit_on as days_since_previous,
  neighbours.next_visit_on - neighbours.ordered_on as days_to_next,
  neighbours.ordered_on + 7 as week_later_on,
  neighbours.ordered_on + 14 as fortnight_later_on,
  neighbours.ordered_on + 30 as month_later_on
from neighbours
left join customers using (customer_id)
