-- Conversions in the period.
select count(*) from stg_conversions where converted_at >= $period_start and converted_at < $period_end
