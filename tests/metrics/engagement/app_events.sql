-- Uses that the events of the period stand for.
select sum(coalesce(uses, 1)) from stg_events where user_id is not null and occurred_at >= $period_start and occurred_at < $period_end
