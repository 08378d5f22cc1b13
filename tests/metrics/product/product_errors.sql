-- Errors met in the period.
select case when count(*) = 0 then 0 else sum(errors) end from stg_events where occurred_at >= $period_start and occurred_at < $period_end
