-- Minutes expected less minutes up in the period, as hours.
select (sum(minutes_expected) - sum(minutes_up)) / 60 from stg_device_days where day >= $period_start and day < $period_end
