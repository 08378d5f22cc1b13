-- Machines installed in the period.
select count(*) from stg_devices where installed_on >= $period_start and installed_on < $period_end
