-- Touches in the period.
select count(*) from stg_touchpoints where touched_at >= $period_start and touched_at < $period_end
