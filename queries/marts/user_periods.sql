-- Growth accounting of the people who use the product.
with periods as (
  select * from activity_periods where kind = 'user'
)

select
  app_users.user_id,
  periods.grain,
  periods.period,
  periods.state,
  app_users.platform,
  app_users.channel,
  app_users.country
from periods
join app_users on app_users.user_id = periods.person_id
