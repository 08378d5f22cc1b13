-- Every member who names a city lives in a state of the United States; cities elsewhere are not on the map, nor in the lists and counts of cities.
-- severity: warn
with leads as (
  select * from stg_leads
),

elsewhere as (
  select
    members.member_id,
    leads.city,
    leads.region,
    leads.country
  from members
  join leads on leads.lead_id = members.member_id
  left join us_states
    on upper(leads.region) = us_states.state_code or lower(leads.region) = lower(us_states.state_name)
  where members.place is null
    and leads.city is not null
    and (
      upper(leads.country) not in ('US', 'USA', 'UNITED STATES', 'UNITED STATES OF AMERICA')
      or (leads.region is not null and us_states.state_code is null)
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
