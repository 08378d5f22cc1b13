-- Every member who names a city lives in a state of the United States; cities elsewhere are not on the map, nor in the lists and counts of cities.
-- severity: warn
with people as (
  select * from members
),

told as (
  select * from stg_leads
),

states as (
  select * from us_states
),

elsewhere as (
  select
    people.member_id,
    told.city,
    told.region,
    told.country
  from people
  join told on told.lead_id = people.member_id
  left join states
    on upper(told.region) = states.state_code or lower(told.region) = lower(states.state_name)
  where people.place is null
    and told.city is not null
    and (
      upper(told.country) not in ('US', 'USA', 'UNITED STATES', 'UNITED STATES OF AMERICA')
      or (told.region is not null and states.state_code is null)
    )
)

select
  city,
  region,
  country,
  count(*) as members
from elsewhere
group by city, region, country
order by members desc, city, region, country
