-- Growth accounting of the people who use the product.
with periods as (
  select * from activity_periods where kind = 'user'
),

users as (
  select * from app_users
)

select
  users.user_id,
  periods.grain,
  periods.period,
  periods.state,
  users.platform,
  users.channel,
  users.country
from periods
join users on users.user_id = periods.person_id
