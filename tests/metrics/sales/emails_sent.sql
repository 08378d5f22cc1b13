-- Activities of kind "email" in the period.
select coalesce(sum((kind = 'email')::integer), 0) from stg_activities where happened_at >= $period_start and happened_at < $period_end
