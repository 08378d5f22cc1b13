-- People with an event in the 30 days that end with the period.
select count(distinct user_id) from stg_events where occurred_at >= $period_end::date - 30 and occurred_at < $period_end
