-- Where each lead says they live. States come as codes and as names, cities in every spelling: a city takes the
-- spelling that most of its people use. A "city" that only repeats the state's code is not one.
with leads as (
  select * from stg_leads
),

matched as (
  select
    leads.lead_id,
    us_states.state_code,
    regexp_replace(leads.city, ',\s*[A-Za-z.]{2,}$', '') as spelling
  from leads
  join us_states
    on upper(leads.region) = us_states.state_code or lower(leads.region) = lower(us_states.state_name)
  where leads.country is null
    or upper(leads.country) in ('US', 'USA', 'UNITED STATES', 'UNITED STATES OF AMERICA')
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
