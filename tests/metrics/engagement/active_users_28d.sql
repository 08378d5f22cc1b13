-- People with an event in the 28 days that end with the period.
select count(distinct user_id) from stg_events where user_id is not null and occurred_at >= $period_end::date - 28 and occurred_at < $period_end
