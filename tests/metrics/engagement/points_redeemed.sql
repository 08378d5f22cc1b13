-- Amounts of the events that redeem.
select case when count(*) = 0 then 0 else sum(case when event_type = 'points_redeemed' then coalesce(amount, 0) else 0 end) end from stg_events where user_id is not null and occurred_at >= $period_start and occurred_at < $period_end
