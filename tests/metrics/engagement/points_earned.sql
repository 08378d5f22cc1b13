-- Amounts of the events that earn.
select sum(case when event_type = 'points_earned' then coalesce(amount, 0) else 0 end) from stg_events where user_id is not null and occurred_at >= $period_start and occurred_at < $period_end
