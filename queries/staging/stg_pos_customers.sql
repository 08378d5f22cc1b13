-- Members alone: a guest shows no card.
select
  member_no as customer_id,
  'person' as kind,
  nullif(trim(region), '') as region,
  gender,
  birth_year,
  joined_on,
  joined_on as member_since,
  app as has_app,
  store_code as home_location_id
from pos.members
