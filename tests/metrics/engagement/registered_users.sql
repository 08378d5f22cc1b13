-- People with an event before the period's end.
select count(distinct user_id) from stg_events where occurred_at < $period_end
