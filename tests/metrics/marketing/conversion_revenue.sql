-- Their worth.
select sum(amount) from stg_conversions where converted_at >= $period_start and converted_at < $period_end
