-- How each tribe hears of the network: leads of the last twelve months that name a channel, as shares of their tribe's.
-- The kept share leaves out what a tribe named once or twice, as the network's first dashboard did.
-- No block of metrics says this: the last twelve months by the calendar, where metrics look back by days.
with people as (
  select
    subsegment as tribe,
    channel
  from leads
  where channel is not null
    and subsegment is not null
    and created_on >= $period_end::date - interval 12 month
    and created_on < $period_end::date
),

tribes as (
  select
    tribe,
    count(*) as tribe_leads
  from people
  group by tribe
),

channels as (
  select
    channel,
    count(*) as channel_leads
  from people
  group by channel
),

counts as (
  select
    tribe,
    channel,
    count(*) as leads
  from people
  group by tribe, channel
)

select
  tribes.tribe,
  channels.channel,
  coalesce(counts.leads, 0) as leads,
  tribes.tribe_leads,
  coalesce(counts.leads, 0) / tribes.tribe_leads as share,
  case
    when counts.leads > 2
      then counts.leads / sum(counts.leads) filter (where counts.leads > 2) over (partition by tribes.tribe)
  end as kept_share
from tribes
cross join channels
left join counts on counts.tribe = tribes.tribe and counts.channel = channels.channel
order by tribes.tribe_leads desc, tribes.tribe, channels.channel_leads desc, channels.channel
