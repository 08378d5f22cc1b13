-- Errors of machines over reports in the period.
select sum(errors) / nullif(count(*), 0) from stg_device_days where day >= $period_start and day < $period_end
