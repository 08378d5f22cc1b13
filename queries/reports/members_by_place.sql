-- Members at the period's end by city, with the branches they served in. Members whose city or state is unknown are not
-- here; the report says how many they are.
-- No block of metrics says this: a circle on the map has coordinates, which are no dimension, and a column for each of four branches.
with people as (
  select
    place,
    segment as branch,
    joined_on
  from members
  where joined_on < $period_end::date
    and place is not null
),

counts as (
  select
    place,
    count(*) as members,
    count(*) filter (where joined_on >= $period_start::date) as joined,
    count(*) filter (where branch = 'Navy') as navy,
    count(*) filter (where branch = 'Army') as army,
    count(*) filter (where branch = 'Air Force') as air_force,
    count(*) filter (where branch = 'Marine Corps') as marine_corps,
    count(*) filter (where coalesce(branch not in ('Navy', 'Army', 'Air Force', 'Marine Corps'), true)) as other_branch
  from people
  group by place
)

select
  counts.*,
  places.latitude,
  places.longitude
from counts
left join places using (place)
order by counts.members desc, counts.place
