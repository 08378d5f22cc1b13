-- Pours in the period.
select sum(pours) from stg_device_days where day >= $period_start and day < $period_end
