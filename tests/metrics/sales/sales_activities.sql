-- Activities in the period.
select count(*) from stg_activities where happened_at >= $period_start and happened_at < $period_end
