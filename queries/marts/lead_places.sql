-- Where each lead says they live. States come as codes and as names, cities in every spelling: a city takes the
-- spelling that most of its people use. A "city" that only repeats the state's code is not one.
with crm as (
  select * from stg_crm_lead
),

states as (
  select * from us_states
),

matched as (
  select
    crm.lead_id,
    states.state_code,
    regexp_replace(crm.city, ',\s*[A-Za-z.]{2,}$', '') as spelling
  from crm
  join states
    on upper(crm.state) = states.state_code or lower(crm.state) = lower(states.state_name)
),

cities as (
  select
    *,
    lower(spelling) as city_key
  from matched
  where upper(spelling) <> state_code
),

spellings as (
  select
    city_key,
    state_code,
    spelling as city
  from cities
  group by city_key, state_code, spelling
  qualify row_number() over (partition by city_key, state_code order by count(*) desc, spelling desc) = 1
)

select
  cities.lead_id,
  spellings.city,
  spellings.state_code,
  spellings.city || ', ' || spellings.state_code as place
from cities
join spellings using (city_key, state_code)
