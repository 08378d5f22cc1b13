-- Machines with less than 99 % of the expected minutes of the period.
select count(*) filter (where up < 0.99 * expected)
from (select device_id, sum(minutes_up) as up, sum(minutes_expected) as expected from stg_device_days where day >= $period_start and day < $period_end group by device_id)
where expected > 0
