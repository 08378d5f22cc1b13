-- Machines retired in the period.
select count(*) from stg_devices where retired_on >= $period_start and retired_on < $period_end
