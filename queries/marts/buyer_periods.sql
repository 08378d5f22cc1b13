-- Growth accounting of the customers who buy.
with periods as (
  select * from activity_periods where kind = 'buyer'
),

customers as (
  select * from stg_customers
)

select
  periods.person_id as customer_id,
  periods.grain,
  periods.period,
  periods.state,
  customers.segment,
  customers.region,
  customers.channel
from periods
left join customers on customers.customer_id = periods.person_id
