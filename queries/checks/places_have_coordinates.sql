-- Every city where a member lives has coordinates, so that the map shows it.
-- severity: warn
with people as (
  select * from members
),

cities as (
  select * from places
)

select
  people.place,
  count(*) as members
from people
left join cities using (place)
where people.place is not null
  and cities.latitude is null
group by people.place
order by people.place
