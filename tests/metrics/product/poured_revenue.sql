-- Estimated revenue in the period.
select sum(revenue_amount) from stg_device_days where day >= $period_start and day < $period_end
