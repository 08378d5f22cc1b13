-- Different people among them.
select count(distinct customer_id) from stg_touchpoints where touched_at >= $period_start and touched_at < $period_end
