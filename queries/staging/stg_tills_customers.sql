-- Members of the loyalty programme. Other guests who sign in are known by their orders alone.
select
  user_id as customer_id,
  'person' as kind,
  state as region,
  city,
  'US' as country,
  gender,
  birth_year,
  joined_on,
  joined_on as member_since,
  channel,
  has_app,
  restaurant_id as home_location_id
from tills.members
