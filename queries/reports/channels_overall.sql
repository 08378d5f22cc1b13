-- All leads so far by the channel they name. Shares are of the leads that name one; those that do not are the last row.
-- A second share leaves out channels that were named once or twice, as the network's first dashboard did.
-- No block of metrics says this: whether a lead joined later is asked of the leads themselves, to date, and of those named more than twice.
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
  select
    sum(leads) as leads,
    sum(leads) filter (where leads > 2) as kept_leads
  from counts
  where channel is not null
)

select
  coalesce(counts.channel, 'Not said') as channel,
  counts.leads,
  case when counts.channel is not null then counts.leads / answered.leads end as share,
  case when counts.channel is not null and counts.leads > 2 then counts.leads / answered.kept_leads end as kept_share,
  counts.members,
  counts.members / counts.leads as conversion
from counts
cross join answered
order by counts.channel is null, counts.leads desc, counts.channel
