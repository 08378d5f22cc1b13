-- Minutes up over minutes expected in the period.
select sum(minutes_up) / nullif(sum(minutes_expected), 0) from stg_device_days where day >= $period_start and day < $period_end
