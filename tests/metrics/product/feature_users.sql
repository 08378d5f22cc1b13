-- People who used a feature in the period.
select count(distinct case when feature_id is not null then user_id end) from stg_events where occurred_at >= $period_start and occurred_at < $period_end
