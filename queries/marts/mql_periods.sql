-- Each qualified lead twice: in the period in which marketing qualified it, and in the one after, where it is what
-- that period is measured against. So a period knows its own and the last one's without looking back.
with people as (
  select * from leads where qualified_on is not null
),

grains as (
  select unnest(['day', 'week', 'month', 'quarter', 'year']) as grain
),

qualified as (
  select
    people.lead_id,
    people.channel,
    people.campaign,
    people.segment,
    grains.grain,
    period_start(grains.grain, people.qualified_on) as period
  from people
  cross join grains
)

select
  lead_id,
  grain,
  period,
  false as is_of_period_before,
  channel,
  campaign,
  segment
from qualified
union all
select
  lead_id,
  grain,
  next_period(grain, period),
  true,
  channel,
  campaign,
  segment
from qualified
