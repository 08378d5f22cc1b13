-- Leads by channel in the last closed period of the grain, beside the one before it and the same one a year before.
-- Shares are of the period's leads that name a channel.
with people as (
  select *
  from leads
  where channel is not null
),

last_period as (
  select
    $period_start::date as starts_on,
    $period_end::date as ends_on
),

compared as (
  select
    starts_on,
    ends_on,
    previous_period($grain, starts_on) as previous_starts_on,
    -- Days and weeks look back 52 weeks, so that weekdays match.
    case when $grain in ('day', 'week') then starts_on - 364 else (starts_on - interval 1 year)::date end as year_ago_starts_on
  from last_period
),

counts as (
  select
    people.channel,
    count(*) filter (where people.created_on >= compared.starts_on and people.created_on < compared.ends_on) as leads,
    count(*) filter (
      where people.created_on >= compared.previous_starts_on and people.created_on < compared.starts_on
    ) as leads_previous,
    count(*) filter (
      where people.created_on >= compared.year_ago_starts_on
        and people.created_on < next_period($grain, compared.year_ago_starts_on)
    ) as leads_year_ago
  from people
  cross join compared
  where people.created_on < compared.ends_on
  group by people.channel
)

select
  channel,
  leads,
  leads / nullif(sum(leads) over (), 0) as share,
  leads_previous,
  leads_year_ago
from counts
order by leads desc, channel
