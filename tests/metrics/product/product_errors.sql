-- Errors met in the period.
select sum(errors) from stg_events where occurred_at >= $period_start and occurred_at < $period_end
