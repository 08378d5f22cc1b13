-- Places whose devices were down longest in the period, in minutes that they should have answered.
with days as (
  select *
  from device_days
  where day >= $period_start
    and day < $period_end
)

select
  coalesce(location_name, location_id) as place,
  city,
  count(distinct device_id) as devices,
  sum(minutes_up) / nullif(sum(minutes_expected), 0) as uptime,
  (sum(minutes_expected) - sum(minutes_up)) / 60 as downtime_hours,
  sum(errors) as errors
from days
where location_id is not null
group by location_id, location_name, city
order by downtime_hours desc nulls last, place, location_id
