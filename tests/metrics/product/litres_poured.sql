-- Litres in the period.
select sum(volume_litres) from stg_device_days where day >= $period_start and day < $period_end
