-- Minutes measured in the period over the people active in it.
select sum(duration_seconds) / 60 / nullif(count(distinct user_id), 0) from stg_events where occurred_at >= $period_start and occurred_at < $period_end
