-- Conversions for each different visitor.
select
  (select count(*) from stg_conversions where converted_at >= $period_start and converted_at < $period_end)
  / nullif((select count(distinct customer_id) from stg_touchpoints where touched_at >= $period_start and touched_at < $period_end), 0)
