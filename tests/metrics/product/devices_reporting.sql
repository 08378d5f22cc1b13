-- Machines with a report in the period.
select count(distinct device_id) from stg_device_days where day >= $period_start and day < $period_end
