-- Errors of machines in the period.
select sum(errors) from stg_device_days where day >= $period_start and day < $period_end
