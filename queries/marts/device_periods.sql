-- One row per machine and period of every grain in which it should have answered: its uptime in that period.
with days as (
  select * from device_days
),

grains as (
  select unnest(['day', 'week', 'month', 'quarter', 'year']) as grain
),

summed as (
  select
    grains.grain,
    period_start(grains.grain, days.day) as period,
    days.device_id,
    max(days.region) as region,
    max(days.model) as model,
    max(days.firmware) as firmware,
    max(days.location_name) as location_name,
    sum(days.minutes_up)::bigint as minutes_up,
    sum(days.minutes_expected)::bigint as minutes_expected
  from days
  cross join grains
  group by all
)

select
  *,
  minutes_up / nullif(minutes_expected, 0) as uptime
from summed
where minutes_expected > 0
