-- Errors of machines in the period.
select case when count(*) = 0 then 0 else sum(errors) end from stg_device_days where day >= $period_start and day < $period_end
