-- Reports of a machine and a day in the period.
select count(*) from stg_device_days where day >= $period_start and day < $period_end
