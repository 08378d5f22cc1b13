-- People with an event in the period.
select count(distinct user_id) from stg_events where occurred_at >= $period_start and occurred_at < $period_end
