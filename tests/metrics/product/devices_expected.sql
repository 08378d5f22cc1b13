-- Machines that should have answered in the period.
select count(*)
from (select device_id, sum(minutes_up) as up, sum(minutes_expected) as expected from stg_device_days where day >= $period_start and day < $period_end group by device_id)
where expected > 0
