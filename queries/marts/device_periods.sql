-- One row per machine and period of every grain in which it should have answered: its uptime in that period.
with grains as (
  select unnest(['day', 'week', 'month', 'quarter', 'year']) as grain
),

summed as (
  select
    grains.grain,
    period_start(grains.grain, device_days.day) as period,
    device_days.device_id,
    max(device_days.region) as region,
    max(device_days.model) as model,
    max(device_days.firmware) as firmware,
    max(device_days.location_name) as location_name,
    sum(device_days.minutes_up)::bigint as minutes_up,
    sum(device_days.minutes_expected)::bigint as minutes_expected
  from device_days
  cross join grains
  group by all
)

select
  *,
  minutes_up / minutes_expected as uptime
from summed
where minutes_expected > 0
