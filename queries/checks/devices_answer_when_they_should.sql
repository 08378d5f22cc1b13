-- No device answered in more minutes of a day than it should have, or than a day has.
select
  device_id,
  day,
  minutes_up,
  minutes_expected
from device_days
where minutes_up > minutes_expected
  or minutes_expected > 1440
order by day, device_id
