-- Members alone: a guest shows no card.
select
  member_no as customer_id,
  'person' as kind,
  nullif(trim(region), '') as region,
  case gender
    when 'F' then 'female'
    when 'M' then 'male'
  end as gender,
  birth_year,
  joined_on,
  joined_on as member_since,
  app as has_app,
  store_code as home_location_id
from pos.members
