-- Hours measured in the period.
select sum(duration_seconds) / 3600 from stg_events where occurred_at >= $period_start and occurred_at < $period_end
