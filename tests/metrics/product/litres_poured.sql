-- Litres in the period.
select case when count(*) = 0 then 0 else sum(volume_litres) end from stg_device_days where day >= $period_start and day < $period_end
