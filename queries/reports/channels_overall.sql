-- All leads so far by the channel they name. Shares are of the leads that name one; those that do not are the last row.
with people as (
  select *
  from leads
  where created_on < $period_end::date
),

counts as (
  select
    channel,
    count(*) as leads,
    count(*) filter (where converted_on < $period_end::date) as members
  from people
  group by channel
),

answered as (
  select sum(leads) as leads
  from counts
  where channel is not null
)

select
  coalesce(counts.channel, 'Not said') as channel,
  counts.leads,
  case when counts.channel is not null then counts.leads / answered.leads end as share,
  counts.members,
  counts.members / counts.leads as conversion
from counts
cross join answered
order by counts.channel is null, counts.leads desc, counts.channel
