-- Activities of kind "call" in the period.
select coalesce(sum((kind = 'call')::integer), 0) from stg_activities where happened_at >= $period_start and happened_at < $period_end
