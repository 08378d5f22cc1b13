-- Machines installed before the period's end and not retired by then.
select count(*) from stg_devices where installed_on < $period_end and (retired_on is null or retired_on >= $period_end)
