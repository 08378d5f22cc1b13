-- Uses for each person.
select sum(coalesce(uses, 1)) / nullif(count(distinct user_id), 0) from stg_events where occurred_at >= $period_start and occurred_at < $period_end
