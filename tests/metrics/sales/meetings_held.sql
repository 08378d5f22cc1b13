-- Activities of kind "meeting" in the period.
select coalesce(sum((kind = 'meeting')::integer), 0) from stg_activities where happened_at >= $period_start and happened_at < $period_end
