-- Members at the period's end by service branch. Shares are of the members who give a branch.
with people as (
  select
    segment as branch,
    joined_on
  from members
  where joined_on < $period_end::date
),

counts as (
  select
    branch,
    count(*) as members,
    count(*) filter (where joined_on >= $period_start::date) as joined
  from people
  group by branch
),

given as (
  select sum(members) as members
  from counts
  where branch is not null
)

select
  coalesce(counts.branch, 'Not given') as branch,
  counts.members,
  case when counts.branch is not null then counts.members / given.members end as share,
  counts.joined
from counts
cross join given
order by counts.branch is null, counts.members desc, counts.branch
