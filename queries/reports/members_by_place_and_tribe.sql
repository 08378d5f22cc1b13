-- The tribes of the members at the period's end in the twelve cities that have most.
with people as (
  select
    place,
    subsegment as tribe
  from members
  where joined_on < $period_end::date
    and place is not null
),

cities as (
  select
    place,
    count(*) as place_members
  from people
  group by place
  order by place_members desc, place
  limit 12
),

tribes as (
  select
    tribe,
    count(*) as tribe_members
  from people
  where tribe is not null
  group by tribe
),

counts as (
  select
    place,
    tribe,
    count(*) as members
  from people
  group by place, tribe
)

select
  cities.place,
  tribes.tribe,
  coalesce(counts.members, 0) as members
from cities
cross join tribes
left join counts on counts.place = cities.place and counts.tribe = tribes.tribe
order by cities.place_members desc, cities.place, tribes.tribe_members desc, tribes.tribe
