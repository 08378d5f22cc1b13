-- Members at the period's end by tribe. Shares are of the members who give a tribe.
with people as (
  select
    subsegment as tribe,
    joined_on
  from members
  where joined_on < $period_end::date
),

counts as (
  select
    tribe,
    count(*) as members,
    count(*) filter (where joined_on >= $period_start::date) as joined
  from people
  group by tribe
),

given as (
  select sum(members) as members
  from counts
  where tribe is not null
)

select
  coalesce(counts.tribe, 'Not given') as tribe,
  counts.members,
  case when counts.tribe is not null then counts.members / given.members end as share,
  counts.joined
from counts
cross join given
order by counts.tribe is null, counts.members desc, counts.tribe
