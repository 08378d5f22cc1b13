-- Litres over pours in the period.
select sum(volume_litres) / nullif(sum(pours), 0) from stg_device_days where day >= $period_start and day < $period_end
