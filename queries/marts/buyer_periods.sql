-- Growth accounting of the customers who buy.
with periods as (
  select * from activity_periods where kind = 'buyer'
),

people as (
  select * from stg_customers
)

select
  periods.person_id as customer_id,
  periods.grain,
  periods.period,
  periods.state,
  people.segment,
  people.region,
  people.channel
from periods
left join people on people.customer_id = periods.person_id
